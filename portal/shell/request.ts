import { errorOf, reach } from '@callboard/sdk/client'
import { PortalError } from '@callboard/sdk/errors'
import type { Portal } from '@callboard/sdk/web'
import type { Session } from '../features/identity/web/index.ts'
import type { Connection } from './connection.ts'

/** Requests as the signed-in user: a refused token is renewed once, a portal that is away is reported. */
export function createRequest(basePath: string, session: Session, connection: Connection): Portal['request'] {
  const send = async (path: string, init: RequestInit, token: string) => {
    const headers = new Headers(init.headers)
    headers.set('authorization', `Bearer ${token}`)
    if (!headers.has('accept')) headers.set('accept', 'application/json')
    return await reach(fetch, basePath + path, { ...init, headers })
  }
  return async (path, init = {}) => {
    try {
      let response = await send(path, init, await session.token())
      if (response.status === 401) response = await send(path, init, await session.renew())
      if (!response.ok) throw await errorOf(response)
      return response
    } catch (error) {
      if (error instanceof PortalError && error.code === 'unavailable') {
        connection.check()
      }
      throw error
    }
  }
}
