/** What the portal says of its ways in. Read once, before anybody is signed in. */
import { errorOf, reach } from '@callboard/sdk/client'
import { useEffect, useState } from 'react'
import type { SignInPage } from '../../api.ts'

type Read = { at: 'reading' } | { at: 'failed'; error: unknown } | { at: 'read'; page: SignInPage }

export function useSignInPage(basePath: string): Read & { again(): void } {
  const [read, setRead] = useState<Read>({ at: 'reading' })
  const [turn, setTurn] = useState(0)
  useEffect(() => {
    const gone = new AbortController()
    readSignInPage(basePath, gone.signal).then(
      (page) => setRead({ at: 'read', page }),
      (error: unknown) => gone.signal.aborted || setRead({ at: 'failed', error }),
    )
    return () => gone.abort()
  }, [basePath, turn])
  return {
    ...read,
    again() {
      setRead({ at: 'reading' })
      setTurn(turn + 1)
    },
  }
}

export async function readSignInPage(basePath: string, signal?: AbortSignal): Promise<SignInPage> {
  const response = await reach(fetch, `${basePath}/api/auth/providers`, {
    headers: { accept: 'application/json' },
    ...(signal && { signal }),
  })
  if (!response.ok) throw await errorOf(response)
  return (await response.json()) as SignInPage
}
