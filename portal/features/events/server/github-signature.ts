/** Whether GitHub sent a webhook: it signs the body with a secret that only it and the config know. */
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { ConfigReader } from '@callboard/sdk'

/** Every secret that a webhook of GitHub may be signed with: the one of the events module, and those of GitHub Apps. */
export function githubSecrets(config: Pick<ConfigReader, 'get'>): string[] {
  const hosts = config.get('integrations.github')
  const apps = (Array.isArray(hosts) ? hosts : []).flatMap((host: { apps?: unknown } | null) => host?.apps)
  const ofApps = apps.map((app) => (app as { webhookSecret?: unknown } | null | undefined)?.webhookSecret)
  return [config.get('events.modules.github.webhookSecret'), ...ofApps].flatMap((secret) =>
    typeof secret === 'string' && secret.trim() !== '' ? [secret.trim()] : [],
  )
}

/** True when `header` (`sha256=<hex>`) is the signature of the text under one of the secrets. */
export function isSignedByGithub(text: string, header: string | null, secrets: string[]): boolean {
  const given = /^sha256=([0-9a-f]{64})$/i.exec(header ?? '')?.[1]
  if (given === undefined) return false
  const bytes = Buffer.from(given, 'hex')
  return secrets.some((secret) => timingSafeEqual(createHmac('sha256', secret).update(text).digest(), bytes))
}
