/** `auth.providers.saml` as one plain value; the keys are Backstage's. */
import { X509Certificate } from 'node:crypto'
import { PortalError } from '@callboard/sdk'
import { flexibleBoolean, flexibleNumber } from '@callboard/sdk/config-values'
import { z } from 'zod'

const text = z.string().min(1)
const algorithm = z.enum(['sha1', 'sha256', 'sha512'])

const schema = z.looseObject({
  entryPoint: z.url({ protocol: /^https?$/ }),
  issuer: text,
  cert: z.union([text, z.array(text).min(1)]),
  audience: text.nullish(),
  logoutUrl: text.nullish(),
  idpIssuer: text.nullish(),
  privateKey: text.nullish(),
  decryptionPvk: text.nullish(),
  authnContext: z.union([text, z.array(text)]).nullish(),
  identifierFormat: text.nullish(),
  signatureAlgorithm: algorithm.nullish(),
  digestAlgorithm: algorithm.nullish(),
  acceptedClockSkewMs: flexibleNumber.nullish(),
  wantAuthnResponseSigned: flexibleBoolean.nullish(),
  wantAssertionsSigned: flexibleBoolean.nullish(),
})

export type SamlSettings = z.output<typeof schema>

/** @throws `input` naming the key that is missing or wrong. */
export function samlSettings(raw: unknown, key: string): SamlSettings {
  const parsed = schema.safeParse(raw)
  if (parsed.success) {
    if (parsed.data.acceptedClockSkewMs === -1) {
      throw new PortalError(
        'input',
        `Invalid value in config for key '${key}.acceptedClockSkewMs': -1 would accept expired sign-ins`,
        { key },
      )
    }
    for (const cert of [parsed.data.cert].flat()) checkCertificate(cert, `${key}.cert`)
    return parsed.data
  }
  const issue = parsed.error.issues[0]
  const at = [key, ...(issue?.path ?? [])].join('.')
  throw new PortalError('input', `Invalid value in config for key '${at}': ${issue?.message}`, { key: at })
}

/** A PEM, or what stands between its first and last line. */
function checkCertificate(cert: string, key: string): void {
  const isPem = cert.includes('-----BEGIN')
  const pem = isPem ? cert : `-----BEGIN CERTIFICATE-----\n${cert}\n-----END CERTIFICATE-----`
  try {
    new X509Certificate(pem)
  } catch (thrown) {
    const message = `Invalid value in config for key '${key}': it is not a certificate in PEM form`
    throw new PortalError('input', message, { key }, thrown)
  }
}
