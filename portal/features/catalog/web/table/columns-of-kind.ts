/** Which columns a kind of entity has: before anybody chooses, to choose from, and as chosen. */
import { type Column, columns } from './columns.tsx'

const { name, type, lifecycle, owner, system, domain, parent, description, tags } = columns
const { email, targets, definition, docs, namespace, id, source, read } = columns

const owned = [name, type, lifecycle, owner, system, docs, description, tags]
const usualByKind: Record<string, Column[]> = {
  api: [name, type, lifecycle, owner, system, definition, docs, description, tags],
  resource: [name, type, owner, system, docs, description, tags],
  system: [name, owner, domain, docs, description, tags],
  domain: [name, owner, docs, description, tags],
  group: [name, type, parent, description, tags],
  template: [name, type, owner, description, tags],
  user: [name, email, description, tags],
  location: [name, type, targets],
}
const furtherByKind: Record<string, Column[]> = {
  domain: [type],
  group: [email],
  system: [type],
  template: [lifecycle, system],
}

/** The columns that say something about entities of this kind, as they stand before anybody chooses. */
function usualColumns(kind: string): Column[] {
  return usualByKind[kind] ?? owned
}

/** Every column there is for a kind: the usual ones, then what can be added. */
export function everyColumn(kind: string): Column[] {
  return [...usualColumns(kind), ...(furtherByKind[kind] ?? []), id, namespace, source, read]
}

/** The chosen columns in their order; the name is always there, ids that are unknown here are not. */
export function chosenColumns(kind: string, ids: readonly string[]): Column[] {
  if (ids.length === 0) return usualColumns(kind)
  const every = everyColumn(kind)
  const chosen = ids.flatMap((wanted) => every.find((column) => column.id === wanted) ?? [])
  return chosen.some((column) => column.id === 'name') ? chosen : [name, ...chosen]
}

/** A card has one line for what it tells: the first of what fits there. */
const usualFacts = 3
const tooLongForACard = [docs, description, tags]

/** What a card on a phone tells below the name. */
export function cardColumns(kind: string, ids: readonly string[]): Column[] {
  if (ids.length > 0) return chosenColumns(kind, ids).filter(({ id }) => id !== 'name')
  return usualColumns(kind)
    .filter((column) => column !== name && column.text && !tooLongForACard.includes(column))
    .slice(0, usualFacts)
}
