/**
 * Ids already known to this process. Rows of refs, terms and relation types are never deleted. Whoever owns
 * the memory must `forget` when a transaction that used it did not commit.
 */
export interface Memory {
  refs: Known
  terms: Known
  relationTypes: Known
}

/** Ids by name, in two halves: when the newer one is full the older one goes, with what nobody asked for since. */
export interface Known {
  get(name: string): number | undefined
  set(name: string, id: number): void
  clear(): void
}

const halfSize = 20_000

export function createMemory(): Memory {
  return { refs: createKnown(), terms: createKnown(), relationTypes: createKnown() }
}

function createKnown(): Known {
  let newer = new Map<string, number>()
  let older = new Map<string, number>()
  const set = (name: string, id: number) => {
    if (newer.size >= halfSize) {
      older = newer
      newer = new Map()
    }
    newer.set(name, id)
  }
  return {
    get(name) {
      const id = newer.get(name)
      if (id !== undefined) return id
      const found = older.get(name)
      if (found !== undefined) set(name, found)
      return found
    },
    set,
    clear() {
      newer.clear()
      older.clear()
    },
  }
}

export function forget(memory: Memory): void {
  memory.refs.clear()
  memory.terms.clear()
  memory.relationTypes.clear()
}
