/** The roles every portal has. Config may say otherwise what `viewer` and `member` are. */
import type { Rule } from '../api.ts'
import { adminRole, type PolicyLayer, type PolicyRole, policyAdminRole } from './policy.ts'

const origin = { from: 'built-in' } as const

/** What only an admin sees: the inside of the portal, and who may do what. */
const inside = ['admin.*', 'audit.*', 'permission.*', 'policy.*', 'auth.service-token.*', 'auth.user-token.*']
/** Reading that makes the portal fetch something from elsewhere. */
const fetching = ['catalog.entity.validate', 'catalog.location.analyze']

const ownTokens: Rule = { effect: 'allow', permissions: ['auth.token.*'], description: 'Own tokens' }

const viewer: Rule[] = [
  {
    effect: 'allow',
    actions: ['read'],
    permissions: ['*'],
    except: [...inside, ...fetching],
    description: 'Read everything but the inside of the portal',
  },
  ownTokens,
]

const member: Rule[] = [
  ...viewer,
  {
    effect: 'allow',
    actions: ['create'],
    permissions: ['*'],
    except: inside,
    description: 'Register and create things',
  },
  {
    effect: 'allow',
    permissions: ['catalog.entity.refresh', ...fetching, 'scaffolder.*'],
    description: 'Try files, have files read again, and run templates',
  },
  {
    effect: 'allow',
    permissions: ['catalog.location.create', 'catalog.location.delete'],
    description: 'Unregister files, as far as everything in them may be deleted',
  },
  {
    effect: 'allow',
    actions: ['update', 'delete'],
    resourceTypes: ['catalog-entity'],
    conditions: {
      rule: 'IS_ENTITY_OWNER',
      resourceType: 'catalog-entity',
      params: { claims: ['$ownerRefs'] },
    },
    description: 'Change and delete what one owns',
  },
]

const role = (name: string, title: string, description: string, rules: Rule[]): PolicyRole => ({
  name,
  title,
  description,
  rules,
  origin,
})

const builtInRoles: PolicyRole[] = [
  role('viewer', 'Viewer', 'Reads everything.', viewer),
  role('member', 'Member', 'Reads everything, registers things, and changes what they own.', member),
  role(adminRole, 'Admin', 'May do everything.', [{ effect: 'allow', permissions: ['*'] }]),
  role(policyAdminRole, 'Policy admin', 'Reads the catalog and decides who may do what.', [
    { effect: 'allow', permissions: ['permission.policy.*', 'catalog.entity.read', 'catalog.location.read'] },
    ownTokens,
  ]),
]

/** @param asRbac the policy comes from files of the RBAC plugin, where nothing is allowed unless said. */
export function builtInLayer(asRbac: boolean): PolicyLayer {
  return {
    roles: builtInRoles,
    assignments: [],
    default: { roles: asRbac ? [] : ['member'], origin },
    problems: [],
  }
}
