import { createContext, useContext, useSyncExternalStore } from 'react'
import type { Connection, ConnectionState } from './connection.ts'

export const ConnectionContext = createContext<Connection | null>(null)

const always: ConnectionState = { status: 'ok' }

/** Whether the portal answers, kept up to date. */
export function useConnection(): ConnectionState {
  const connection = useContext(ConnectionContext)
  return useSyncExternalStore(
    connection?.subscribe ?? (() => () => {}),
    connection?.snapshot ?? (() => always),
  )
}
