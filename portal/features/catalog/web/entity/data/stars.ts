import { type Place, useSetting } from '../../data/use-setting.ts'

/** The setting in which Backstage keeps them too, so stars come along. */
const place: Place<string[]> = {
  bucket: 'default.starredEntities',
  key: 'entityRefs',
  parse: (value) => (Array.isArray(value) ? value.filter((ref) => typeof ref === 'string') : []),
}

export interface Stars {
  refs: string[]
  /** False until this browser or the portal has said which there are. */
  isKnown: boolean
  has(ref: string): boolean
  toggle(ref: string): void
  /** Stars all of these, or takes their stars away. */
  set(refs: readonly string[], isStarred: boolean): void
  error: unknown
}

/** The entities a person starred. */
export function useStars(): Stars {
  const { value: refs, isKnown, change, error } = useSetting(place)
  const set = (some: readonly string[], isStarred: boolean) =>
    change((now) => {
      const others = now.filter((ref) => !some.includes(ref))
      return isStarred ? [...others, ...some] : others
    })
  return {
    refs,
    isKnown,
    has: (ref) => refs.includes(ref),
    toggle: (ref) => set([ref], !refs.includes(ref)),
    set,
    error,
  }
}
