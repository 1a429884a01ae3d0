import type { Answer } from './repository.ts'

export const jsonType = 'application/json; charset=utf-8'

export function json(value: unknown, status = 200): Answer {
  return { status, headers: { 'content-type': jsonType }, body: JSON.stringify(value) }
}

export function failure(status: number, message: string, errors?: { message: string }[]): Answer {
  const documentation_url = 'https://docs.github.com/rest'
  const body = { message, documentation_url, status: String(status), ...(errors && { errors }) }
  return { status, headers: { 'content-type': jsonType }, body: JSON.stringify(body) }
}
