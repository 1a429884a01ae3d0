import type { Criteria } from '@callboard/sdk'
import { Button, PlusIcon } from '@callboard/ui'
import type { RuleInfo } from '../../api.ts'
import { criteriaOf, freshLeaf, type Group, groupOf, isLeaf, type Word } from './criteria.ts'
import styles from './edit.module.css'
import { LeafEditor } from './LeafEditor.tsx'

const words: Record<Word, string> = {
  allOf: 'All of these hold',
  anyOf: 'One of these holds',
  not: 'None of these holds',
}

/** Several conditions and how they go together; a group can hold groups. */
export function GroupEditor({
  group,
  kinds,
  onChange,
}: {
  group: Group
  kinds: RuleInfo[]
  onChange(criteria: Criteria | undefined): void
}) {
  const set = (part: Partial<Group>) => onChange(criteriaOf({ ...group, ...part }))
  const put = (index: number, next: Criteria | undefined) =>
    set({ parts: next ? group.parts.with(index, next) : group.parts.toSpliced(index, 1) })
  return (
    <>
      <div className={styles.groupHead}>
        <select
          className={styles.select}
          aria-label="How these conditions go together"
          value={group.word}
          onChange={({ currentTarget }) => set({ word: currentTarget.value as Word })}
        >
          {Object.entries(words).map(([word, label]) => (
            <option key={word} value={word}>
              {label}
            </option>
          ))}
        </select>
      </div>
      {group.parts.map((part, index) =>
        isLeaf(part) ? (
          <LeafEditor key={index} leaf={part} kinds={kinds} onChange={(next) => put(index, next)} />
        ) : (
          <div key={index} className={styles.group}>
            <GroupEditor group={groupOf(part)} kinds={kinds} onChange={(next) => put(index, next)} />
          </div>
        ),
      )}
      <div className={styles.groupHead}>
        <Button
          variant="quiet"
          icon={<PlusIcon size={14} />}
          onClick={() => set({ parts: [...group.parts, freshLeaf()] })}
        >
          Condition
        </Button>
        <Button
          variant="quiet"
          icon={<PlusIcon size={14} />}
          onClick={() => set({ parts: [...group.parts, { anyOf: [freshLeaf()] }] })}
        >
          Group
        </Button>
      </div>
    </>
  )
}
