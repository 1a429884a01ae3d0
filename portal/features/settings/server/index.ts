/** Settings as a feature: every user reads and writes their own, nobody else's. */
import { type Feature, PortalError, type RequestContext } from '@callboard/sdk'
import { type SettingsApi, settingsApi } from '../api.ts'
import { settings01 } from './migration.ts'
import { deleteValue, type Place, readValue, readValues, writeValue } from './values.ts'

export function settingsFeature(): Feature<SettingsApi> {
  return {
    id: 'user-settings',
    migrations: [settings01],
    routes: settingsApi,
    async setup({ db, clock, events }) {
      return {
        handlers: {
          async getSetting(request, { params }) {
            const place = checked(params)
            const value = await readValue(db, userOf(request), place)
            if (value === undefined) {
              throw new PortalError('not_found', `Unable to find '${place.key}' in bucket '${place.bucket}'`)
            }
            return { ...place, value: JSON.parse(value) as unknown }
          },
          async putSetting(request, { params, body }) {
            const place = checked(params)
            if (body.value === undefined) throw new PortalError('input', 'Missing required field "value"')
            const user = writerOf(request)
            request.about(`${place.bucket}/${place.key}`)
            await writeValue(db, user, place, stored(body.value), clock.now())
            events.publish('settings.changed', { user, ...place })
            return { ...place, value: body.value }
          },
          async deleteSetting(request, { params }) {
            const place = checked(params)
            const user = writerOf(request)
            request.about(`${place.bucket}/${place.key}`)
            await deleteValue(db, user, place)
            events.publish('settings.changed', { user, ...place })
            return undefined
          },
          async getSettings(request, { body }) {
            const values = await readValues(db, userOf(request), body.items.map(checked))
            return {
              items: values.map((value) => (value === null ? null : { value: JSON.parse(value) as unknown })),
            }
          },
        },
      }
    },
  }
}

function userOf({ credentials }: RequestContext): string {
  if (credentials.type === 'user') return credentials.userEntityRef
  throw new PortalError('forbidden', `This endpoint does not allow '${credentials.type}' credentials`)
}

function writerOf(request: RequestContext): string {
  const user = userOf(request)
  if (request.credentials.type === 'user' && request.credentials.readOnly) {
    throw new PortalError('forbidden', 'Guests may read but not change anything here')
  }
  return user
}

/** Postgres cannot keep NUL, and half characters come back different. */
function checked({ bucket, key }: Place): Place {
  for (const text of [bucket, key]) {
    if (text.includes('\0') || !text.isWellFormed()) {
      throw new PortalError('input', 'A bucket or key holds characters that cannot be kept')
    }
  }
  return { bucket, key }
}

/** JSON writes NUL and half characters as escapes, so any value can be kept as text. */
function stored(value: unknown): string {
  return JSON.stringify(value)
}
