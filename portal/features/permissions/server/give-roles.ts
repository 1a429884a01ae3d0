/**
 * Which roles somebody may hand to a service token: those they have themselves. Else whoever may make service
 * tokens could make themselves admin.
 */
import { type Credentials, PortalError } from '@callboard/sdk'
import type { CurrentPolicy } from './answerer.ts'
import { callerOf, isTrustedService } from './caller.ts'
import type { People } from './people.ts'
import { adminRole } from './policy.ts'

export interface GiveRolesDeps {
  enabled(): boolean
  current(): Promise<CurrentPolicy>
  people: People
}

/** @throws `input` for a role that is not there, `forbidden` for one that the caller does not have. */
export type CheckRoles = (
  credentials: Credentials,
  service: { name: string; roles: readonly string[] },
) => Promise<void>

export function createCheckRoles({ enabled, current, people }: GiveRolesDeps): CheckRoles {
  return async (credentials, { name, roles }) => {
    if (!enabled()) return
    const { policy } = await current()
    const unknown = roles.find((role) => !policy.roles.has(role))
    if (unknown !== undefined) throw new PortalError('input', `There is no role '${unknown}'`)
    if (isTrustedService(credentials)) return
    const maker = callerOf(policy, await people.factsOf(credentials))
    const own = new Set(maker.roles.map((role) => role.name))
    if (own.has(adminRole)) return
    // The policy may give roles to services by their name.
    const service = await people.factsOfRef(`service:${name}`)
    const wanted = callerOf(policy, { ...service, roles })
    const beyond = wanted.roles.find((role) => !own.has(role.name))
    if (!beyond) return
    throw new PortalError('forbidden', `You cannot give the role '${beyond.name}', which you do not have`, {
      how: 'Ask an admin of the portal to make the token',
    })
  }
}
