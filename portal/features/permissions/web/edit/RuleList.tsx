import { Button, PlusIcon } from '@callboard/ui'
import { useState } from 'react'
import type { PermissionInfo, Rule, RuleInfo } from '../../api.ts'
import { ruleWords } from '../data/policy-words.ts'
import classes from '../parts/policy.module.css'
import styles from './edit.module.css'
import { RuleEditor } from './RuleEditor.tsx'

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
    <div className={classes.panels}>
      {rules.length === 0 && <p className="cb-muted">No rules yet: the role allows nothing.</p>}
      <ol className={styles.rules}>
        {rules.map((rule, index) => (
          <li key={index} className={styles.rule}>
            <div className={classes.spread}>
              <p className={styles.words}>
                <span className={classes.verdict} data-result={rule.effect === 'allow' ? 'ALLOW' : 'DENY'}>
                  {index + 1}
                </span>{' '}
                {rule.description && <strong dir="auto">{rule.description}. </strong>}
                {ruleWords(rule)}
              </p>
              {canEdit && (
                <span className={classes.row}>
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
