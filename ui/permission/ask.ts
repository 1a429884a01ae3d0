/** Asks the policy for everything that one page wants to know in one request, and keeps the answers a while. */
import type { Portal } from '@callboard/sdk/web'

export interface Question {
  permission: string
  resourceRef?: string | undefined
}

/** Whether it is allowed; `unknown` when the server could not tell: then the action itself will say. */
export type Answer = 'asking' | 'allowed' | 'denied' | 'unknown'

export interface Policy {
  answer(question: Question): Answer
  subscribe(listener: () => void): () => void
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
  const known = users.get(user.userEntityRef) ?? createPolicy(request)
  users.set(user.userEntityRef, known)
  return known
}

function createPolicy(request: Portal['request']): Policy {
  const answers = new Map<string, { answer: Answer; at: number }>()
  const listeners = new Set<() => void>()
  let waiting: [key: string, question: Question][] = []

  const settle = (key: string, answer: Answer) => answers.set(key, { answer, at: Date.now() })
  const send = async (asked: [string, Question][]) => {
    try {
      const response = await request('/api/permission/authorize', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ items: asked.map(([id, question]) => itemOf(id, question)) }),
      })
      const { items } = (await response.json()) as Answers
      // Without a thing named, an answer with conditions means: for some of them.
      for (const { id, result } of items) settle(id, result === 'DENY' ? 'denied' : 'allowed')
    } catch {
      for (const [key] of asked) settle(key, 'unknown')
    }
    for (const listener of listeners) listener()
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
