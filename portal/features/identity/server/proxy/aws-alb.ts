import { PortalError } from '@callboard/sdk'
import { type CryptoKey, decodeProtectedHeader, importSPKI, type JWTVerifyResult, jwtVerify } from 'jose'
import { claim, type HeaderKind, needed, optionalText, profileOf, textOf } from './header-provider.ts'
import { verified } from './verify-jwt.ts'

const keptKeys = 20
const largestKey = 8_192

/**
 * AWS's application load balancer. Any load balancer of the region signs with the same keys, so only the
 * `signer` tells ours from a stranger's: without it the header is worth as much as an unsigned one.
 */
export const awsAlb: HeaderKind = {
  id: 'awsalb',
  title: 'AWS',
  create(raw, { fetch }) {
    const key = 'auth.providers.awsalb'
    const region = textOf(raw, 'region', key)
    if (!/^[a-z]{2}(-[a-z]+)+-\d$/.test(region)) {
      throw new PortalError('input', `Invalid value in config for key '${key}.region': '${region}'`)
    }
    const issuer = optionalText(raw, 'issuer', key)
    const signer = optionalText(raw, 'signer', key)
    const keyOf = createKeys(keysUrl(region), fetch)

    const verify = async (token: string): Promise<JWTVerifyResult> => {
      const header = decodeHeader(token)
      if (signer !== undefined && header.signer !== signer) throw refused('signed by another load balancer')
      return jwtVerify(token, await keyOf(header.kid), {
        algorithms: ['ES256'],
        clockTolerance: 5,
        requiredClaims: ['exp'],
        ...(issuer && { issuer }),
      })
    }
    return {
      id: 'awsalb',
      isSigned: signer !== undefined,
      async identify(headers) {
        const token = needed(headers, 'x-amzn-oidc-data', 'awsalb')
        const claims = (await verified(verify(token))).payload
        const email = claim(claims, 'email')
        const username = claim(claims, 'preferred_username', 'username')
        const userId = claim(claims, 'sub')
        const names = [claim(claims, 'given_name'), claim(claims, 'family_name')].filter(Boolean).join(' ')
        const accessToken = headers.get('x-amzn-oidc-accesstoken')
        return {
          profile: profileOf(email, claim(claims, 'name') ?? names, claim(claims, 'picture')),
          ...(username && { username }),
          ...(userId && { userId }),
          providerInfo: { ...(accessToken && { accessToken }) },
          claims,
        }
      },
    }
  },
}

function keysUrl(region: string): string {
  if (region.startsWith('us-gov-')) {
    return `https://s3-${region}.amazonaws.com/aws-elb-public-keys-prod-${region}`
  }
  const domain = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com'
  return `https://public-keys.auth.elb.${region}.${domain}`
}

function decodeHeader(token: string): { kid: string; signer: unknown } {
  try {
    const { kid, signer } = decodeProtectedHeader(token) as { kid?: unknown; signer?: unknown }
    // The id becomes part of an address.
    if (typeof kid === 'string' && /^[\w-]{1,64}$/.test(kid)) return { kid, signer }
  } catch {
    // Told below.
  }
  throw refused('not readable')
}

/** Keys as PEM texts, each under its id, kept once verified readable. */
function createKeys(url: string, fetcher: typeof fetch): (kid: string) => Promise<CryptoKey> {
  const kept = new Map<string, CryptoKey>()
  return async (kid) => {
    const known = kept.get(kid)
    if (known) return known
    const response = await fetcher(`${url}/${kid}`, { redirect: 'error' })
    const body = await response.text()
    if (response.status === 403 || response.status === 404) throw refused('signed with an unknown key')
    if (!response.ok || body.length > largestKey) {
      throw new PortalError('unavailable', `${new URL(url).host} answered ${response.status} for a key`)
    }
    const key = await importSPKI(body, 'ES256')
    if (kept.size >= keptKeys) kept.delete(kept.keys().next().value ?? '')
    kept.set(kid, key)
    return key
  }
}

function refused(what: string): PortalError {
  return new PortalError('unauthenticated', `The load balancer's token is ${what}`)
}
