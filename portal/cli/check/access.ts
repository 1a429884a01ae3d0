import { toBoolean } from '@callboard/sdk/config-values'
import type { Problem } from '@callboard/sdk/model'
import { isDevelopment } from '../../features/identity/server/guest.ts'
import { type Examination, itemsAt, problemAt } from './examine.ts'

/** Who gets in: guests, sign-in providers, tokens of other programs. */
export function checkAccess(examination: Examination): Problem[] {
  return [...checkGuest(examination), ...checkTokens(examination)]
}

const flag = 'dangerouslyAllowOutsideDevelopment'

function checkGuest({ config, env }: Examination): Problem[] {
  const { reader } = config
  const providers = Object.keys((reader.get('auth.providers') ?? {}) as object)
  const legacy = isTrue(reader.get('auth.allowGuestAccess'))
  const hasGuest = providers.includes('guest') || legacy
  if (!hasGuest && providers.length === 0) {
    const message = 'No sign-in is configured, so nobody can open the portal'
    const hint = "Write 'auth: { providers: { guest: {} } }' to begin with, or configure a provider"
    return [problemAt(reader, 'auth', 'warning', message, hint)]
  }
  if (!hasGuest) return []
  const key = reader.origin('auth.providers.guest') ? 'auth.providers.guest' : 'auth.allowGuestAccess'
  // The old key lets guests in everywhere, to read and nothing else.
  const isOpen = !providers.includes('guest') || isTrue(reader.get(`auth.providers.guest.${flag}`))
  const isDev = isDevelopment(env.NODE_ENV, String(reader.get('app.baseUrl')))
  if (isOpen && !isDev) {
    const message = 'Guests are let in: whoever reaches this portal can use it without signing in'
    const where = providers.includes('guest') ? `${key}.${flag}` : key
    return [problemAt(reader, where, 'warning', message, `Remove ${flag} unless that is meant`)]
  }
  if (isOpen) return []
  const hint = `Set auth.providers.guest.${flag}: true if anybody who reaches the portal may use it`
  if (isDev) {
    const message = 'Guests are let in here, and will not be when NODE_ENV is production'
    return [problemAt(reader, key, 'info', message, hint)]
  }
  const why = env.NODE_ENV === 'production' ? 'NODE_ENV is production' : 'this is not development'
  const message = `Guests are not let in: ${why}, and ${flag} is not set`
  return [problemAt(reader, key, providers.length > 1 ? 'warning' : 'error', message, hint)]
}

function checkTokens({ config }: Examination): Problem[] {
  const { reader } = config
  const problems: Problem[] = []
  if (isTrue(reader.get('backend.auth.dangerouslyDisableDefaultAuthPolicy'))) {
    const key = 'backend.auth.dangerouslyDisableDefaultAuthPolicy'
    const message = 'Every API can be called without signing in'
    problems.push(
      problemAt(reader, key, 'warning', message, 'Remove the key unless the network itself keeps others out'),
    )
  }
  for (const { key, item } of itemsAt(reader, 'backend.auth.externalAccess')) {
    const options = (item.options ?? {}) as Record<string, unknown>
    const name = item.type === 'legacy' ? 'secret' : item.type === 'jwks' ? 'url' : 'token'
    const value = options[name]
    if (typeof value !== 'string' || value === '') {
      const message = `${key} has no options.${name}, so it lets nobody in`
      problems.push(problemAt(reader, key, 'error', message, `Write options.${name}, or remove the entry`))
    } else if (name === 'token' && (value.length < 8 || /\s/.test(value))) {
      const message = `${key}.options.token must be 8 characters or longer, without spaces`
      const hint = 'Make one with: node -p "crypto.randomBytes(24).toString(\'base64url\')"'
      problems.push(problemAt(reader, `${key}.options.token`, 'error', message, hint))
    }
    if (name !== 'url' && !options.subject) {
      const message = `${key} has no options.subject, the name its calls appear under`
      problems.push(problemAt(reader, key, 'error', message, 'Write e.g. subject: ci'))
    }
  }
  return problems
}

function isTrue(value: unknown): boolean {
  if (value === undefined) return false
  try {
    return toBoolean(value)
  } catch {
    return false
  }
}
