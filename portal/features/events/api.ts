/** Events from outside, by Backstage's address (contract: rest-api §11). */
import { defineRoutes } from '@callboard/sdk'
import { z } from 'zod'

export const eventsApi = defineRoutes({
  receiveEvent: {
    method: 'POST',
    path: '/api/events/http/:topic',
    summary: 'Receive an event from outside, signed by who sends it',
    // Senders have no token of ours: they sign what they send.
    access: 'public',
    params: z.object({ topic: z.string().max(200) }),
    body: z.string(),
    asText: true,
    maxBodyBytes: 5 * 1024 * 1024,
    status: 202,
    result: z.object({ status: z.literal('accepted') }),
  },
})

export type EventsApi = typeof eventsApi
