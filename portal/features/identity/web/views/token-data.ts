/** What the pages of tokens ask the portal. */
import type { Portal } from '@callboard/sdk/web'
import { usePortal } from '@callboard/ui'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { MadeTokenAnswer, NewTokenAnswer } from '../../api.ts'

export type TokenList = 'tokens' | 'service-tokens' | 'user-tokens'

export interface NewToken {
  name: string
  roles?: string[]
  actions?: ('create' | 'read' | 'update' | 'delete')[]
  permissions?: string[]
  expiresInDays: number | null
}

const keyOf = (list: TokenList) => ['auth', 'made', list]

export function useTokens(list: TokenList) {
  const { request } = usePortal()
  return useQuery({
    queryKey: keyOf(list),
    queryFn: async ({ signal }) =>
      (await (await request(`/api/auth/${list}`, { signal })).json()) as { items: MadeTokenAnswer[] },
  })
}

export function useMakeToken(list: TokenList) {
  const { request } = usePortal()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: async (wanted: NewToken) => (await send(request, list, 'POST', wanted)) as NewTokenAnswer,
    onSuccess: () => void queries.invalidateQueries({ queryKey: keyOf(list) }),
  })
}

export function useRevokeToken(list: TokenList) {
  const { request } = usePortal()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (id: string) => send(request, `${list}/${encodeURIComponent(id)}`, 'DELETE'),
    onSuccess: () => queries.invalidateQueries({ queryKey: keyOf(list) }),
  })
}

async function send(request: Portal['request'], path: string, method: string, body?: unknown) {
  const response = await request(`/api/auth/${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  return text === '' ? undefined : JSON.parse(text)
}

/** Names of permissions to choose from: all that are known to those who may see the policy, else the catalog's. */
export function usePermissionNames(isWanted: boolean) {
  const { request } = usePortal()
  return useQuery({
    queryKey: ['auth', 'permission-names'],
    enabled: isWanted,
    retry: false,
    staleTime: 300_000,
    queryFn: async ({ signal }) => {
      const read = async (path: string) =>
        (await (await request(path, { signal })).json()) as { permissions: { name: string }[] }
      const { permissions } = await read('/api/permission/matrix').catch(() =>
        read('/api/catalog/.well-known/backstage/permissions/metadata'),
      )
      return permissions.map(({ name }) => name).toSorted()
    },
  })
}

/** Names of roles that a service can be given. */
export function useRoleNames(isWanted: boolean) {
  const { request } = usePortal()
  return useQuery({
    queryKey: ['auth', 'role-names'],
    enabled: isWanted,
    retry: false,
    queryFn: async ({ signal }) => {
      const policy = (await (await request('/api/permission/policy', { signal })).json()) as {
        enabled: boolean
        roles: { name: string; title?: string; description?: string }[]
      }
      return policy
    },
  })
}
