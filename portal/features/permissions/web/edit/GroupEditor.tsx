import type { Criteria } from '@callboard/sdk'
import { Button, PlusIcon, Select } from '@callboard/ui'
import type { RuleInfo } from '../../api.ts'
import classes from './criteria.module.css'
import { criteriaOf, freshLeaf, type Group, groupOf, isLeaf, type Word } from './criteria.ts'
import { LeafEditor } from './LeafEditor.tsx'

const words: { value: Word; label: string }[] = [
  { value: 'allOf', label: 'All of these hold' },
  { value: 'anyOf', label: 'One of these holds' },
  { value: 'not', label: 'None of these holds' },
]

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
      <div className={classes.groupHead}>
        <Select<Word>
          label="How these conditions go together"
          value={group.word}
          options={words}
          onChange={(word) => set({ word })}
        />
      </div>
      {group.parts.map((part, index) =>
        isLeaf(part) ? (
          <LeafEditor key={index} leaf={part} kinds={kinds} onChange={(next) => put(index, next)} />
        ) : (
          <div key={index} className={classes.group}>
            <GroupEditor group={groupOf(part)} kinds={kinds} onChange={(next) => put(index, next)} />
          </div>
        ),
      )}
      <div className={classes.groupHead}>
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
