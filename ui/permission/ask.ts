/** Asks the policy for everything that one page wants to know in one request. */
import type { Portal } from '@callboard/sdk/web'

export interface Question {
  permission: string
  resourceRef?: string | undefined
}

interface Waiting extends Question {
  resolve(isAllowed: boolean): void
  reject(error: unknown): void
}

interface Answers {
  items: { id: string; result: string | string[] }[]
}

const queues = new WeakMap<Portal['request'], Waiting[]>()
/** As many as the route takes. */
const atOnce = 500

/** True when the policy lets the caller do it. Questions of the same moment travel together. */
export function askPolicy(request: Portal['request'], question: Question): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const queue = queues.get(request)
    if (queue) queue.push({ ...question, resolve, reject })
    else {
      queues.set(request, [{ ...question, resolve, reject }])
      setTimeout(() => {
        const all = queues.get(request) ?? []
        queues.delete(request)
        for (let start = 0; start < all.length; start += atOnce) {
          void send(request, all.slice(start, start + atOnce))
        }
      })
    }
  })
}

async function send(request: Portal['request'], waiting: Waiting[]): Promise<void> {
  try {
    const response = await request('/api/permission/authorize', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ items: waiting.map(itemOf) }),
    })
    const { items } = (await response.json()) as Answers
    const byId = new Map(items.map(({ id, result }) => [id, result]))
    // Without a thing named, an answer with conditions means: for some of them.
    for (const [id, one] of waiting.entries()) one.resolve(byId.get(String(id)) !== 'DENY')
  } catch (error) {
    for (const one of waiting) one.reject(error)
  }
}

function itemOf({ permission, resourceRef }: Question, id: number) {
  const action = /(?:^|[.-])(create|read|update|delete)$/.exec(permission)?.[1]
  const attributes = action ? { action } : {}
  return resourceRef === undefined
    ? { id: String(id), permission: { type: 'basic', name: permission, attributes } }
    : {
        id: String(id),
        permission: { type: 'resource', name: permission, attributes, resourceType: 'catalog-entity' },
        resourceRef,
      }
}
