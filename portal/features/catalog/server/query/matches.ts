import type { EntityRelation, EntityView } from '@callboard/sdk/model'
import { flatten } from '../ingest/flatten.ts'
import type { Condition, RelationCondition } from './condition.ts'

/** What a condition can be asked about one entity that is at hand: its flattened values. */
export interface Facts {
  /** Values by key; empty when the key is there but can only be matched by existence. */
  values: Map<string, Set<string>>
  /** By key, long texts in which only words are looked for. */
  texts: Map<string, string>
  relations: readonly FactRelation[]
}

interface FactRelation {
  type: string
  targetRef: string
  /** Declared by an entity that the reader must not see: counts for what they may see, not for what they ask. */
  isHidden?: true
}

export function factsOf(entity: EntityView, hidden: readonly EntityRelation[] = []): Facts {
  const values = new Map<string, Set<string>>()
  const texts = new Map<string, string>()
  for (const { key, value, isNull, text } of flatten({ ...entity, relations: [] })) {
    let known = values.get(key)
    if (!known) {
      known = new Set()
      values.set(key, known)
    }
    if (!isNull) known.add(value)
    if (text) texts.set(key, text)
  }
  const shown = (entity.relations ?? []).map(({ type, targetRef }) => ({
    type: type.toLowerCase(),
    targetRef,
  }))
  const others = hidden.map(({ type, targetRef }): FactRelation => {
    return { type: type.toLowerCase(), targetRef, isHidden: true }
  })
  return { values, texts, relations: [...shown, ...others] }
}

/** Evaluates a condition in memory; gives the same answer as the SQL it compiles to. */
export function matches(condition: Condition, facts: Facts): boolean {
  switch (condition.is) {
    case 'all':
      return condition.of.every((part) => matches(part, facts))
    case 'any':
      return condition.of.some((part) => matches(part, facts))
    case 'not':
      return !matches(condition.of, facts)
    case 'exists':
      return facts.values.has(condition.key)
    case 'in':
      return condition.values.some((value) => facts.values.get(condition.key)?.has(value))
    case 'prefix':
      return valuesOf(facts, condition.key).some((value) => value.startsWith(condition.prefix))
    case 'text':
      return condition.keys.some((key) =>
        [...valuesOf(facts, key), facts.texts.get(key) ?? ''].some((text) => text.includes(condition.term)),
      )
    case 'relation':
      return facts.relations.some((relation) => matchesRelation(condition, relation))
  }
}

/** The values of a key, relations included; the smallest one is what an entity is sorted by. */
export function valuesOf(facts: Facts, key: string): string[] {
  if (!key.startsWith('relations.')) return [...(facts.values.get(key) ?? [])]
  const type = key.slice('relations.'.length)
  return facts.relations
    .filter((relation) => relation.type === type && !relation.isHidden)
    .map((relation) => relation.targetRef)
}

function matchesRelation(condition: RelationCondition, relation: FactRelation): boolean {
  if (condition.by && relation.isHidden) return false
  if (condition.types && !condition.types.includes(relation.type)) return false
  if (condition.targets && !condition.targets.includes(relation.targetRef)) return false
  return condition.prefix === undefined || relation.targetRef.startsWith(condition.prefix)
}
