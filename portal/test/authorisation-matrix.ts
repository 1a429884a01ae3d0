/**
 * Who may call what: one line for each route, with the status that each caller gets. Callers, in a portal with
 * `permission.enabled: true`, whose users are viewers unless they belong to a team, whose members are `member`:
 *
 * none      no token
 * guest     signed in as guest: a viewer
 * readonly  a guest let in by `auth.allowGuestAccess`, who reads and nothing else
 * member    bob of team-b, who owns nothing that is asked about
 * owner     ada of team-a, who owns all that is asked about
 * admin     carol, named in `permission.policy.admins`
 * service   a service token made in the portal with the role viewer
 * external  a static token of `backend.auth.externalAccess`
 * dead      three that must be answered alike: a revoked token, one that is over, one signed by another portal
 *
 * 404 and 400 mean that the caller may call the route, and that the example asks for nothing that is there.
 * `portal/test/authorisation-matrix.test.ts` calls them all.
 */
export const columns = [
  'none',
  'guest',
  'readonly',
  'member',
  'owner',
  'admin',
  'service',
  'external',
  'dead',
] as const

type Column = (typeof columns)[number]

/** What requests need to know of the portal they are sent to. */
export interface World {
  /** The entity that belongs to team-a and that this caller is sent to delete. */
  uidOf(actor: string): string
}

type Request = (actor: string, world: World) => { path?: string; body?: unknown }

const table = `
#                                                                       none guest readonly member owner admin service external dead
GET    /api/audit/events                                                401  403   403      403    403   200   403     200      401
GET    /api/audit/events/export                                         401  403   403      403    403   200   403     200      401
GET    /api/audit/facets                                                401  403   403      403    403   200   403     200      401

#                                                                       none guest readonly member owner admin service external dead
GET    /api/catalog/entities                                            401  200   200      200    200   200   200     200      401
GET    /api/catalog/entities/by-query                                   401  200   200      200    200   200   200     200      401
POST   /api/catalog/entities/by-query                                   401  200   200      200    200   200   200     200      401
GET    /api/catalog/entities/by-uid/:uid                                401  200   200      200    200   200   200     200      401
DELETE /api/catalog/entities/by-uid/:uid                                401  403   403      403    204   204   403     204      401
GET    /api/catalog/entities/by-name/:kind/:namespace/:name             401  200   200      200    200   200   200     200      401
GET    /api/catalog/entities/by-name/:kind/:namespace/:name/ancestry    401  200   200      200    200   200   200     200      401
POST   /api/catalog/entities/by-refs                                    401  200   200      200    200   200   200     200      401
GET    /api/catalog/entity-facets                                       401  200   200      200    200   200   200     200      401
POST   /api/catalog/entity-facets                                       401  200   200      200    200   200   200     200      401
GET    /api/catalog/history                                             401  200   200      200    200   200   200     200      401
GET    /api/catalog/entities/by-name/:kind/:namespace/:name/history     401  200   200      200    200   200   200     200      401
POST   /api/catalog/locations                                           401  403   403      201    201   201   403     201      401
GET    /api/catalog/locations                                           401  200   200      200    200   200   200     200      401
POST   /api/catalog/locations/by-query                                  401  200   200      200    200   200   200     200      401
GET    /api/catalog/locations/:id                                       401  404   404      404    404   404   404     404      401
PUT    /api/catalog/locations/:id                                       401  403   403      404    404   404   403     404      401
DELETE /api/catalog/locations/:id                                       401  403   403      404    404   404   403     404      401
GET    /api/catalog/locations/by-entity/:kind/:namespace/:name          401  404   404      404    404   404   404     404      401
POST   /api/catalog/analyze-location                                    401  403   403      400    400   400   403     400      401
GET    /api/catalog/import/analysis                                     401  403   403      400    400   400   403     400      401
GET    /api/catalog/import/pull-request                                 401  403   403      200    200   200   403     200      401
POST   /api/catalog/import/pull-request                                 401  403   403      400    400   400   403     400      401
POST   /api/catalog/refresh                                             401  403   403      200    200   200   403     200      401
POST   /api/catalog/entities/refresh                                    401  403   403      200    200   200   403     200      401
POST   /api/catalog/entities/removal-plan                               401  200   200      200    200   200   200     200      401
POST   /api/catalog/entities/delete                                     401  403   403      200    200   200   403     200      401
POST   /api/catalog/locations/delete                                    401  403   403      200    200   200   403     200      401
POST   /api/catalog/validate-entity                                     401  403   403      400    400   400   403     400      401
GET    /api/catalog/entities/unprocessed/failed                         401  200   200      200    200   200   200     200      401
GET    /api/catalog/entities/unprocessed/pending                        401  200   200      200    200   200   200     200      401
DELETE /api/catalog/entities/unprocessed/delete/:entity_id              401  403   403      403    403   204   403     204      401
GET    /api/catalog/problems                                            401  200   200      200    200   200   200     200      401
GET    /api/catalog/sources                                             401  200   200      200    200   200   200     200      401
GET    /api/catalog/graph                                               401  200   200      200    200   200   200     200      401
GET    /api/catalog/impact                                              401  200   200      200    200   200   200     200      401
GET    /api/catalog/changes                                             401  200   200      200    200   200   200     200      401
GET    /api/catalog/.well-known/backstage/permissions/metadata          401  200   200      200    200   200   200     200      401
POST   /api/catalog/.well-known/backstage/permissions/apply-conditions  401  403   403      403    403   403   200     200      401

#                                                                       none guest readonly member owner admin service external dead
GET    /api/auth/guest/refresh                                          200  200   200      200    200   200   200     200      200
POST   /api/auth/guest/refresh                                          200  200   200      200    200   200   200     200      200
GET    /api/auth/providers                                              200  200   200      200    200   200   200     200      200
GET    /api/auth/:provider/:step{.+}                                    404  404   404      404    404   404   404     404      404
POST   /api/auth/:provider/:step{.+}                                    404  404   404      404    404   404   404     404      404
GET    /api/auth/.well-known/jwks.json                                  200  200   200      200    200   200   200     200      200
GET    /api/auth/.well-known/openid-configuration                       200  200   200      200    200   200   200     200      200
GET    /api/auth/v1/userinfo                                            401  200   200      200    200   200   400     400      401
GET    /api/:plugin/.backstage/auth/v1/jwks.json                        200  200   200      200    200   200   200     200      200
GET    /api/:plugin/.backstage/auth/v1/cookie                           401  200   200      200    200   200   403     403      401
DELETE /api/:plugin/.backstage/auth/v1/cookie                           204  204   204      204    204   204   204     204      204
GET    /api/auth/tokens                                                 401  200   200      200    200   200   403     403      401
POST   /api/auth/tokens                                                 401  201   403      201    201   201   403     403      401
DELETE /api/auth/tokens/:id                                             401  404   403      404    404   404   403     403      401
GET    /api/auth/service-tokens                                         401  403   403      403    403   200   403     200      401
POST   /api/auth/service-tokens                                         401  403   403      403    403   201   403     201      401
DELETE /api/auth/service-tokens/:id                                     401  403   403      403    403   404   403     404      401
GET    /api/auth/user-tokens                                            401  403   403      403    403   200   403     200      401
DELETE /api/auth/user-tokens/:id                                        401  403   403      403    403   404   403     404      401

#                                                                       none guest readonly member owner admin service external dead
POST   /api/permission/authorize                                        401  200   200      200    200   200   200     403      401
GET    /api/permission/health                                           200  200   200      200    200   200   200     200      200
GET    /api/permission/policy                                           401  403   403      403    403   200   403     200      401
PUT    /api/permission/roles/:name{.+}                                  401  403   403      403    403   200   403     200      401
DELETE /api/permission/roles/:name{.+}                                  401  403   403      403    403   200   403     200      401
PUT    /api/permission/assignments/:name{.+}                            401  403   403      403    403   200   403     200      401
DELETE /api/permission/assignments/:name{.+}                            401  403   403      403    403   200   403     200      401
PUT    /api/permission/default-roles                                    401  403   403      403    403   403   403     403      401
POST   /api/permission/policy/change                                    401  403   403      403    403   200   403     200      401
GET    /api/permission/versions                                         401  403   403      403    403   200   403     200      401
POST   /api/permission/versions/:version/restore                        401  403   403      403    403   404   403     404      401
GET    /api/permission/matrix                                           401  403   403      403    403   200   403     200      401
POST   /api/permission/explain                                          401  403   403      403    403   200   403     200      401
POST   /api/permission/simulate                                         401  403   403      403    403   200   403     200      401
POST   /api/permission/import                                           401  403   403      403    403   400   403     400      401

#                                                                       none guest readonly member owner admin service external dead
POST   /api/events/http/:topic                                          403  403   403      403    403   403   403     403      403

#                                                                       none guest readonly member owner admin service external dead
GET    /api/user-settings/buckets/:bucket/keys/:key{.+}                 401  404   404      404    404   404   403     403      401
PUT    /api/user-settings/buckets/:bucket/keys/:key{.+}                 401  200   403      200    200   200   403     403      401
DELETE /api/user-settings/buckets/:bucket/keys/:key{.+}                 401  204   403      204    204   204   403     403      401
POST   /api/user-settings/multiget                                      401  200   200      200    200   200   403     403      401

#                                                                       none guest readonly member owner admin service external dead
GET    /api/admin/jobs                                                  401  403   403      403    403   200   403     200      401
POST   /api/admin/jobs/trigger                                          401  403   403      403    403   202   403     202      401
GET    /api/admin/config                                                401  403   403      403    403   200   403     200      401
GET    /api/admin/features                                              401  403   403      403    403   200   403     200      401
GET    /api/admin/about                                                 401  403   403      403    403   200   403     200      401
`

/** The table by route. */
export const matrix: Record<string, Record<Column, number>> = Object.fromEntries(
  table
    .trim()
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('#'))
    .map((line) => {
      const [method = '', path = '', ...cells] = line.trim().split(/\s+/)
      const row = Object.fromEntries(columns.map((name, i) => [name, Number(cells[i])]))
      return [`${method} ${path}`, row as Record<Column, number>]
    }),
)

const entityRef = 'component:default/shared'

/** Requests that need more than their path with examples in it. */
export const requests: Record<string, Request> = {
  // Nobody's token counts here, only the signature.
  'POST /api/events/http/:topic': () => ({ path: '/api/events/http/github', body: {} }),
  'GET /api/catalog/entity-facets': () => ({ path: '/api/catalog/entity-facets?facet=kind' }),
  'POST /api/catalog/entity-facets': () => ({ body: { facets: ['kind'] } }),
  'POST /api/catalog/entities/by-refs': () => ({ body: { entityRefs: [entityRef] } }),
  'DELETE /api/catalog/entities/by-uid/:uid': (actor, { uidOf }) => ({
    path: `/api/catalog/entities/by-uid/${uidOf(actor)}`,
  }),
  'GET /api/catalog/entities/by-uid/:uid': (_actor, { uidOf }) => ({
    path: `/api/catalog/entities/by-uid/${uidOf('revoked')}`,
  }),
  'POST /api/catalog/refresh': () => ({ body: { entityRef } }),
  'POST /api/catalog/entities/refresh': () => ({ body: { entityRefs: [entityRef] } }),
  'POST /api/catalog/entities/removal-plan': () => ({ body: { entityRefs: [entityRef] } }),
  'POST /api/catalog/entities/delete': () => ({ body: { uids: [crypto.randomUUID()] } }),
  'POST /api/catalog/locations/delete': () => ({ body: { ids: [crypto.randomUUID()] } }),
  'POST /api/catalog/locations': (actor) => ({
    body: { type: 'url', target: `https://example.test/${actor}.yaml` },
  }),
  'PUT /api/catalog/locations/:id': () => ({ body: { type: 'url', target: 'https://example.test/x.yaml' } }),
  'POST /api/catalog/analyze-location': () => ({ body: { location: { type: 'url', target: 'no url' } } }),
  'GET /api/catalog/import/analysis': () => ({ path: '/api/catalog/import/analysis?url=no-url' }),
  'GET /api/catalog/import/pull-request': () => ({
    path: '/api/catalog/import/pull-request?repositoryUrl=no-url',
  }),
  'POST /api/catalog/import/pull-request': () => ({
    body: { repositoryUrl: 'no url', fileContent: '', title: 'x' },
  }),
  'GET /api/catalog/graph': () => ({ path: `/api/catalog/graph?rootRef=${entityRef}` }),
  'GET /api/catalog/impact': () => ({ path: `/api/catalog/impact?ref=${entityRef}` }),
  'GET /api/catalog/locations/by-entity/:kind/:namespace/:name': () => ({
    path: '/api/catalog/locations/by-entity/component/default/shared',
  }),
  'POST /api/catalog/.well-known/backstage/permissions/apply-conditions': () => ({
    body: {
      items: [
        {
          id: '1',
          resourceRef: entityRef,
          resourceType: 'catalog-entity',
          conditions: {
            rule: 'IS_ENTITY_KIND',
            resourceType: 'catalog-entity',
            params: { kinds: ['component'] },
          },
        },
      ],
    },
  }),
  'POST /api/auth/tokens': () => ({ body: { name: 'matrix' } }),
  'POST /api/auth/service-tokens': () => ({ body: { name: 'matrix', roles: ['viewer'] } }),
  'POST /api/permission/authorize': () => ({ body: { items: [] } }),
  'PUT /api/permission/roles/:name{.+}': (actor) => ({
    path: `/api/permission/roles/matrix-${actor}`,
    body: { rules: [] },
  }),
  'DELETE /api/permission/roles/:name{.+}': (actor) => ({ path: `/api/permission/roles/matrix-${actor}` }),
  'PUT /api/permission/assignments/:name{.+}': () => ({
    path: '/api/permission/assignments/viewer',
    body: { users: [] },
  }),
  'DELETE /api/permission/assignments/:name{.+}': () => ({ path: '/api/permission/assignments/viewer' }),
  'PUT /api/permission/default-roles': () => ({ body: { roles: null } }),
  'POST /api/permission/policy/change': () => ({ body: { change: {} } }),
  'POST /api/permission/versions/:version/restore': () => ({ path: '/api/permission/versions/999/restore' }),
  'POST /api/permission/explain': () => ({
    body: { user: 'user:default/bob', permission: 'catalog.entity.read' },
  }),
  'POST /api/permission/simulate': () => ({ body: { change: {}, user: 'user:default/bob' } }),
  'POST /api/permission/import': () => ({ body: { csv: '', dryRun: true } }),
  'PUT /api/user-settings/buckets/:bucket/keys/:key{.+}': () => ({
    path: '/api/user-settings/buckets/matrix/keys/k',
    body: { value: 1 },
  }),
  'GET /api/user-settings/buckets/:bucket/keys/:key{.+}': () => ({
    path: '/api/user-settings/buckets/matrix/keys/other',
  }),
  'DELETE /api/user-settings/buckets/:bucket/keys/:key{.+}': () => ({
    path: '/api/user-settings/buckets/matrix/keys/k',
  }),
  'POST /api/user-settings/multiget': () => ({ body: { items: [] } }),
  'POST /api/admin/jobs/trigger': () => ({ body: { name: 'audit.forget', key: 'all' } }),
}
