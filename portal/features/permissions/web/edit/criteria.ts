/** Conditions as the form edits them: groups of things that must hold, in any depth. */
import type { Criteria } from '@callboard/sdk'

export type Leaf = Extract<Criteria, { rule: string }>
export type Word = 'allOf' | 'anyOf' | 'not'

/** A group with its word; `not` of several means that none of them holds. */
export interface Group {
  word: Word
  parts: Criteria[]
}

export function isLeaf(criteria: Criteria): criteria is Leaf {
  return 'rule' in criteria
}

/** Any condition as a group: one alone is a group of one. */
export function groupOf(criteria: Criteria): Group {
  if ('allOf' in criteria) return { word: 'allOf', parts: criteria.allOf }
  if ('anyOf' in criteria) return { word: 'anyOf', parts: criteria.anyOf }
  if ('not' in criteria) {
    const { not } = criteria
    return { word: 'not', parts: 'anyOf' in not ? not.anyOf : [not] }
  }
  return { word: 'allOf', parts: [criteria] }
}

/** The other way; undefined when nothing is left. */
export function criteriaOf({ word, parts }: Group): Criteria | undefined {
  const [first] = parts
  if (!first) return undefined
  if (word === 'not') return { not: parts.length === 1 ? first : { anyOf: parts } }
  if (parts.length === 1 && isLeaf(first) && word === 'allOf') return first
  return word === 'allOf' ? { allOf: parts } : { anyOf: parts }
}

/** What most conditions are about: the person owns it. */
export function freshLeaf(): Leaf {
  return { rule: 'IS_ENTITY_OWNER', resourceType: 'catalog-entity', params: { claims: ['$ownerRefs'] } }
}
