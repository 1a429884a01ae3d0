import { EntityLink } from '@callboard/ui'

/** Who has a role: a person or a group of the catalog as a link, anything else as it is called. */
export function Holder({ of }: { of: string }) {
  return /^(user|group):[^/\s]+\/\S+$/i.test(of) ? <EntityLink entityRef={of} /> : of
}
