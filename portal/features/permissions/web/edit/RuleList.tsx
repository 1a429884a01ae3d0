import { Button, PlusIcon } from '@callboard/ui'
import { useState } from 'react'
import type { PermissionInfo, Rule, RuleInfo } from '../../api.ts'
import { ruleWords } from '../data/policy-words.ts'
import form from '../parts/form.module.css'
import { Says } from '../parts/Verdict.tsx'
import { RuleEditor } from './RuleEditor.tsx'
import classes from './RuleList.module.css'

/** The rules of a role, each in a sentence; one at a time is open to be changed. */
export function RuleList({
  rules,
  canEdit,
  permissions,
  kinds,
  onChange,
}: {
  rules: Rule[]
  canEdit: boolean
  permissions: PermissionInfo[]
  kinds: RuleInfo[]
  onChange(rules: Rule[]): void
}) {
  const [open, setOpen] = useState<number>()
  const add = () => {
    onChange([...rules, { effect: 'allow', permissions: [] }])
    setOpen(rules.length)
  }
  return (
    <div className={form.stack}>
      {rules.length === 0 && <p className="cb-muted">No rules yet: the role allows nothing.</p>}
      {rules.length > 0 && (
        <ol>
          {rules.map((rule, index) => (
            <li key={index} className={classes.rule}>
              <div className={form.spread}>
                <div className={classes.words}>
                  <Says effect={rule.effect}>{index + 1}</Says>
                  <div className={classes.text}>
                    {rule.description && (
                      <p className={classes.why} dir="auto">
                        {rule.description}
                      </p>
                    )}
                    <p className={rule.description && 'cb-muted'}>{ruleWords(rule)}</p>
                  </div>
                </div>
                {canEdit && (
                  <span className={form.row}>
                    <Button
                      variant="quiet"
                      aria-expanded={open === index}
                      aria-label={`${open === index ? 'Close' : 'Change'} rule ${index + 1}`}
                      onClick={() => setOpen(open === index ? undefined : index)}
                    >
                      {open === index ? 'Close' : 'Change'}
                    </Button>
                    <Button
                      variant="quiet"
                      aria-label={`Remove rule ${index + 1}`}
                      onClick={() => {
                        onChange(rules.toSpliced(index, 1))
                        setOpen(undefined)
                      }}
                    >
                      Remove
                    </Button>
                  </span>
                )}
              </div>
              {open === index && canEdit && (
                <RuleEditor
                  rule={rule}
                  permissions={permissions}
                  kinds={kinds}
                  onChange={(next) => onChange(rules.with(index, next))}
                />
              )}
            </li>
          ))}
        </ol>
      )}
      {canEdit && (
        <div>
          <Button icon={<PlusIcon size={14} />} onClick={add}>
            Add a rule
          </Button>
        </div>
      )}
    </div>
  )
}
