/** Asks the policy for everything that one page wants to know in one request, and keeps the answers a while. */
import type { Portal } from '@callboard/sdk/web'
import { readAnswers, writeAnswers } from './kept-answers.ts'

export interface Question {
  permission: string
  resourceRef?: string | undefined
}

/** Whether it is allowed; `unknown` when the server could not tell: then the action itself will say. */
export type Answer = 'asking' | 'allowed' | 'denied' | 'unknown'

export interface Policy {
  answer(question: Question): Answer
  subscribe(listener: () => void): () => void
  /** Has everything asked anew; what was answered stands until then. */
  forget(): void
}

/** What was answered, and when in ms. */
export interface Answered {
  answer: Answer
  at: number
}

interface Answers {
  items: { id: string; result: string | string[] }[]
}

const freshForMs = 60_000
/** As many as the route takes in one go. */
const atOnce = 500

const policies = new WeakMap<Portal['request'], Map<string, Policy>>()

/** The policy as one user of this portal may ask it; the same object for everybody who asks. */
export function policyOf({ request, user }: Pick<Portal, 'request' | 'user'>): Policy {
  const users = policies.get(request) ?? new Map<string, Policy>()
  policies.set(request, users)
  const known = users.get(user.userEntityRef) ?? createPolicy(request, user.userEntityRef)
  users.set(user.userEntityRef, known)
  return known
}

/** Has every permission asked anew: after the policy changed here, or somebody else may sit here. */
export function forgetPermissions({ request }: Pick<Portal, 'request'>): void {
  for (const policy of policies.get(request)?.values() ?? []) policy.forget()
}

function createPolicy(request: Portal['request'], userRef: string): Policy {
  const answers = new Map<string, Answered>(readAnswers(userRef))
  const listeners = new Set<() => void>()
  let waiting: [key: string, question: Question][] = []
  let forgotten = 0

  const tell = () => {
    for (const listener of listeners) listener()
  }
  const send = async (asked: [string, Question][]) => {
    const turn = forgotten
    // What was asked before the policy changed is shown, and asked again.
    const settle = (key: string, answer: Answer) =>
      answers.set(key, { answer, at: turn === forgotten ? Date.now() : 0 })
    try {
      const response = await request('/api/permission/authorize', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ items: asked.map(([id, question]) => itemOf(id, question)) }),
      })
      const { items } = (await response.json()) as Answers
      // Without a thing named, an answer with conditions means: for some of them.
      for (const { id, result } of items) settle(id, result === 'DENY' ? 'denied' : 'allowed')
      if (turn === forgotten) writeAnswers(userRef, answers)
    } catch {
      for (const [key] of asked) settle(key, 'unknown')
    }
    tell()
  }
  const flush = () => {
    const all = waiting
    waiting = []
    for (let start = 0; start < all.length; start += atOnce) void send(all.slice(start, start + atOnce))
  }
  return {
    answer(question) {
      const key = `${question.permission} ${question.resourceRef ?? ''}`
      const known = answers.get(key)
      if (!known || (known.answer !== 'asking' && Date.now() - known.at > freshForMs)) {
        // An old answer stands until the new one is there, so that nothing flickers.
        answers.set(key, { answer: known?.answer ?? 'asking', at: Date.now() })
        if (waiting.length === 0) setTimeout(flush)
        waiting.push([key, question])
      }
      return answers.get(key)?.answer ?? 'asking'
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    forget() {
      forgotten++
      for (const [key, { answer }] of answers) answers.set(key, { answer, at: 0 })
      writeAnswers(userRef, new Map())
      // In a turn of its own: whoever forgets may be about to take the page away.
      setTimeout(tell)
    },
  }
}

function itemOf(id: string, { permission, resourceRef }: Question) {
  const action = /(?:^|[.-])(create|read|update|delete)$/.exec(permission)?.[1]
  const attributes = action ? { action } : {}
  return resourceRef === undefined
    ? { id, permission: { type: 'basic', name: permission, attributes } }
    : {
        id,
        permission: { type: 'resource', name: permission, attributes, resourceType: 'catalog-entity' },
        resourceRef,
      }
}
