import type { ImpactAnswer } from '../../../api.ts'

/** "7 things in 3 teams depend on this", for a heading. */
export function impactSentence({ total, truncated, groups, direction }: ImpactAnswer): string {
  if (total === 0) return direction === 'dependents' ? 'Nothing depends on this' : 'This relies on nothing'
  const things = `${total}${truncated ? '+' : ''} ${total === 1 ? 'thing' : 'things'}`
  const teams = groups.filter((group) => group.owner !== null).length
  const where = teams === 0 ? '' : teams === 1 ? ' in one team' : ` in ${teams} teams`
  if (direction === 'dependencies') return `This relies on ${things}${where}`
  return `${things}${where} ${total === 1 ? 'depends' : 'depend'} on this`
}
