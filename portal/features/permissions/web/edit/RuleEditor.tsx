import { CheckField, ListField, Segmented, TextField } from '@callboard/ui'
import type { PermissionInfo, Rule, RuleInfo } from '../../api.ts'
import form from '../parts/form.module.css'
import { CriteriaEditor } from './CriteriaEditor.tsx'
import classes from './RuleEditor.module.css'

const actions = ['create', 'read', 'update', 'delete'] as const

/** One rule: what it says, about which permissions, and on what condition. */
export function RuleEditor({
  rule,
  permissions,
  kinds,
  onChange,
}: {
  rule: Rule
  permissions: PermissionInfo[]
  kinds: RuleInfo[]
  onChange(rule: Rule): void
}) {
  const set = (part: { [K in keyof Rule]?: Rule[K] | undefined }) => onChange(clean({ ...rule, ...part }))
  const plugins = [...new Set(permissions.map(({ name }) => `${name.split('.')[0]}.*`))]
  const names = ['*', ...plugins, ...permissions.map(({ name }) => name)]
  const types = [...new Set(permissions.flatMap(({ resourceType }) => resourceType ?? []))]
  const chosen = new Set(rule.actions ?? [])
  return (
    <div className={classes.editor}>
      <div className={form.row}>
        <Segmented<Rule['effect']>
          label="Effect"
          value={rule.effect}
          options={[
            { value: 'allow', label: 'Allow' },
            { value: 'deny', label: 'Deny' },
          ]}
          onChange={(effect) => set({ effect })}
        />
      </div>
      <div className={form.columns}>
        <ListField
          label="Permissions"
          values={rule.permissions ?? []}
          suggestions={names}
          onChange={(next) => set({ permissions: next })}
          placeholder="catalog.entity.*"
          hint="Names, or patterns with *."
        />
        <ListField
          label="But not"
          values={rule.except ?? []}
          suggestions={names}
          onChange={(next) => set({ except: next })}
        />
      </div>
      <fieldset className={classes.actions}>
        <legend>Actions (none ticked: all)</legend>
        {actions.map((action) => (
          <CheckField
            key={action}
            label={action}
            checked={chosen.has(action)}
            onChange={(isChosen) =>
              set({ actions: actions.filter((one) => (one === action ? isChosen : chosen.has(one))) })
            }
          />
        ))}
      </fieldset>
      <ListField
        label="Kinds of things"
        values={rule.resourceTypes ?? []}
        suggestions={types}
        onChange={(next) => set({ resourceTypes: next })}
        placeholder="catalog-entity"
        hint="None: permissions about anything."
      />
      <CriteriaEditor
        criteria={rule.conditions}
        kinds={kinds}
        onChange={(conditions) => set({ conditions })}
      />
      <TextField
        label="Why it is there"
        value={rule.description ?? ''}
        onChange={(description) => set({ description: description === '' ? undefined : description })}
        hint="Shown when the rule decides."
      />
    </div>
  )
}

// A list that says nothing is left out: an empty one would mean the same and read worse.
function clean(rule: { [K in keyof Rule]?: Rule[K] | undefined }): Rule {
  const entries = Object.entries(rule).filter(
    ([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0),
  )
  return { effect: 'allow', ...Object.fromEntries(entries) } as Rule
}
