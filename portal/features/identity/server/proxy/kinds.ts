/** The header providers as sign-in providers: one step, `refresh`, answered from the headers of the request. */
import { Reply } from '@callboard/sdk'
import type { ProviderKind } from '../sign-in/provider.ts'
import { awsAlb } from './aws-alb.ts'
import { cloudflareAccess } from './cloudflare-access.ts'
import { azureEasyAuth } from './easy-auth.ts'
import { gcpIap } from './gcp-iap.ts'
import type { HeaderKind } from './header-provider.ts'
import { oauth2Proxy } from './oauth2-proxy.ts'
import { tailscale } from './tailscale.ts'
import { createPeerCheck } from './trusted-peer.ts'

/** How long a visit lasts in the audit log: pages ask again every hour, which is no new sign-in. */
const visitMs = 12 * 3_600_000

export const headerKinds: ProviderKind[] = [
  oauth2Proxy,
  awsAlb,
  gcpIap,
  cloudflareAccess,
  azureEasyAuth,
  tailscale,
].map(providerKind)

function providerKind({ id, title, annotations, create }: HeaderKind): ProviderKind {
  return {
    id,
    title,
    sort: 'proxy',
    hasEnvironments: false,
    ...(annotations && { annotations }),
    create(raw, deps) {
      const provider = create(raw, { fetch: deps.fetch })
      const checkPeer = createPeerCheck(id, raw.trustedProxies, deps.config.get('backend.trustProxy'))
      const cookie = `${id}-visit`
      return {
        steps: {
          async refresh(call) {
            const { request } = call
            if (!provider.isSigned) checkPeer(request.peer)
            const account = await provider.identify(request.headers)
            const known = await deps.seal.open(cookie, deps.cookies.read(request.headers, cookie) ?? '')
            const who = account.userId ?? account.username ?? account.profile.email ?? ''
            const occasion = known === who ? 'refresh' : 'sign-in'
            const answer = JSON.stringify(await deps.complete(account, call, occasion))
            const value = await deps.seal.seal(cookie, who)
            return Reply.json(answer, 200, {
              'cache-control': 'no-store',
              ...(occasion === 'sign-in' && {
                'set-cookie': deps.cookies.write(request.headers, cookie, value, visitMs),
              }),
            })
          },
        },
      }
    },
  }
}
