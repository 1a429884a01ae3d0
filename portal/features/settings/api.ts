/** What a user keeps in the portal: Backstage's `user-settings` routes, word for word. */
import { defineRoutes } from '@callboard/sdk'
import { z } from 'zod'

const base = '/api/user-settings'
const name = z.string().min(1).max(255)
const place = z.object({ bucket: name, key: name })
const setting = z.object({ bucket: z.string(), key: z.string(), value: z.unknown() })

/** Where the web pages keep which entities a user starred: a list of refs. */
export const starred = { bucket: 'default.starredEntities', key: 'entityRefs' } as const

export const settingsApi = defineRoutes({
  getSetting: {
    method: 'GET',
    path: `${base}/buckets/:bucket/keys/:key{.+}`,
    summary: 'Read one of my settings',
    access: 'user',
    params: place,
    result: setting,
  },
  putSetting: {
    method: 'PUT',
    path: `${base}/buckets/:bucket/keys/:key{.+}`,
    summary: 'Keep one of my settings',
    access: 'user',
    audit: 'settings.update',
    params: place,
    body: z.looseObject({ value: z.unknown() }),
    result: setting,
    maxBodyBytes: 256 * 1024,
  },
  deleteSetting: {
    method: 'DELETE',
    path: `${base}/buckets/:bucket/keys/:key{.+}`,
    summary: 'Forget one of my settings',
    access: 'user',
    audit: 'settings.delete',
    params: place,
    status: 204,
  },
  getSettings: {
    method: 'POST',
    path: `${base}/multiget`,
    summary: 'Read many of my settings, in the order asked',
    access: 'user',
    reads: true,
    body: z.object({ items: z.array(place).max(1000) }),
    result: z.object({ items: z.array(z.object({ value: z.unknown() }).nullable()) }),
  },
})

export type SettingsApi = typeof settingsApi
