/**
 * Microsoft Entra ID, v2.0 endpoint (learn.microsoft.com, "OpenID Connect on the Microsoft identity platform").
 * ID tokens rarely hold an address, so the profile is read from Graph; `skipUserProfile` leaves that out. Whoever runs a
 * tenant can give their people any address: where every tenant may sign in, only those count that the claim
 * `xms_edov` (email domain owner verified) calls proven.
 */
import { claimsAccount, objectOf, text } from './claims-account.ts'
import type { OAuthFacts } from './facts.ts'

const everyTenant = new Set(['common', 'organizations', 'consumers'])

export const microsoft: OAuthFacts = {
  id: 'microsoft',
  title: 'Microsoft',
  annotations: { userId: 'graph.microsoft.com/user-id', email: 'microsoft.com/email' },
  connect(settings) {
    const tenant = settings.needed('tenantId')
    const authority = settings.url('authority') ?? 'https://login.microsoftonline.com'
    const graph = settings.url('graphUrl') ?? 'https://graph.microsoft.com'
    const domainHint = settings.text('domainHint')
    const skipsProfile = settings.flag('skipUserProfile') ?? false
    return {
      server: { issuer: `${authority}/${encodeURIComponent(tenant)}/v2.0` },
      scopes: ['openid', 'offline_access', 'profile', 'email', 'User.Read'],
      ...(domainHint && { params: { domain_hint: domainHint } }),
      async whoIsIt({ claims }, api) {
        const isProven = !everyTenant.has(tenant) || /^(1|true)$/i.test(String(claims.xms_edov))
        const known = claimsAccount(isProven ? claims : { ...claims, email: undefined })
        const userId = text(claims.oid)
        if (skipsProfile) return { ...known, ...(userId && { userId }) }
        const me = objectOf(await api.json(`${graph}/v1.0/me`))
        // `mail` is set by the directory's administrators, not by the person.
        const email = everyTenant.has(tenant) ? known.profile.email : (text(me.mail) ?? known.profile.email)
        const displayName = text(me.displayName) ?? known.profile.displayName
        const username = text(me.userPrincipalName) ?? known.username
        const id = text(me.id) ?? userId
        return {
          ...known,
          profile: { ...known.profile, ...(email && { email }), ...(displayName && { displayName }) },
          ...(username && { username }),
          ...(id && { userId: id }),
        }
      },
    }
  },
}
