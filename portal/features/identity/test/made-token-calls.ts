import type { MadeTokenAnswer } from '../api.ts'
import type { Portal } from './harness.ts'

export const day = 86_400_000

export async function post<T>(
  on: Portal,
  path: string,
  token: string,
  body: unknown,
): Promise<T & { status: number }> {
  const answer = await on.ask(path, token, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  })
  return { ...((await answer.json()) as T), status: answer.status }
}

export const listed = async (
  on: Portal,
  token: string,
  path = '/api/auth/tokens',
): Promise<MadeTokenAnswer[]> =>
  ((await (await on.ask(path, token)).json()) as { items: MadeTokenAnswer[] }).items
