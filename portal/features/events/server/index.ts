/**
 * Takes events from outside and tells the features that listen: `POST /api/events/http/github` becomes
 * `github.push`, `github.team` and so on. A topic whose sender cannot be checked is not there.
 */
import { type Feature, PortalError, Reply } from '@callboard/sdk'
import { type EventsApi, eventsApi } from '../api.ts'
import { githubSecrets, isSignedByGithub } from './github-signature.ts'

export function eventsFeature(): Feature<EventsApi> {
  return {
    id: 'events',
    routes: eventsApi,
    async setup({ config, events, audit, log }) {
      let secrets = githubSecrets(config)
      config.onChange((next) => {
        secrets = githubSecrets(next)
      })
      return {
        handlers: {
          receiveEvent({ headers, ip, requestId }, { params: { topic }, body }) {
            if (topic !== 'github' || secrets.length === 0) {
              throw new PortalError('not_found', `No events are received on '${topic}'`, {
                ...(topic === 'github' && { hint: 'Set events.modules.github.webhookSecret' }),
              })
            }
            const subject = '/api/events/http/github'
            if (!isSignedByGithub(body, headers.get('x-hub-signature-256'), secrets)) {
              const reason = 'invalid signature'
              const about = { actor: 'anonymous', subject, requestId, ip, detail: { reason } }
              audit.record({
                action: 'events.receive',
                outcome: 'denied',
                severity: 'medium',
                via: 'api',
                ...about,
              })
              return Reply.json(JSON.stringify({ message: reason }), 403)
            }
            const name = headers.get('x-github-event') ?? ''
            if (/^[a-z_]{1,100}$/.test(name)) events.publish(`github.${name}`, payloadOf(body))
            else log.warn('an event of GitHub without its name was left out')
            return { status: 'accepted' as const }
          },
        },
      }
    },
  }
}

function payloadOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (thrown) {
    throw new PortalError('input', 'The event is not JSON', {}, thrown)
  }
}
