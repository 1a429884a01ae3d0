import { EntityLink, Facts, Failed, Panel, Skeleton, TextField } from '@callboard/ui'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useDeferredValue } from 'react'
import type { Considered, Explanation } from '../../api.ts'
import { useExplanation, useMatrix, useRefs, type WhyQuestion } from '../data/policy-data.ts'
import { criteriaWords, originText } from '../data/policy-words.ts'
import { PolicyPage } from '../parts/PolicyPage.tsx'
import classes from '../parts/policy.module.css'
import { Verdict } from '../parts/Verdict.tsx'

/** Why somebody may or may not do something, and which rule decides it. The address holds the question. */
export default function WhyPage() {
  const search: Record<string, unknown> = useSearch({ strict: false })
  const navigate = useNavigate()
  const text = (key: string) => (typeof search[key] === 'string' ? (search[key] as string) : '')
  const asked = { user: text('user'), permission: text('permission'), entity: text('entity') }
  const set = (part: Partial<typeof asked>) =>
    void navigate({ to: '.', search: { ...asked, ...part } as never, replace: true })
  const matrix = useMatrix()
  const users = useRefs(asked.user, 'user')
  const entities = useRefs(asked.entity)
  const names = matrix.data?.permissions.map(({ name }) => name) ?? []
  const question = useDeferredValue(questionOf(asked))
  const key = JSON.stringify(question)
  const explanation = useExplanation(question && (JSON.parse(key) as WhyQuestion))
  return (
    <PolicyPage lead="Why may somebody do something, or why not? Name the person, the permission, and the entity where it is about one.">
      <div className={classes.form}>
        <div className={classes.two}>
          <TextField
            label="Person"
            value={asked.user}
            onChange={(user) => set({ user })}
            suggestions={users}
            placeholder="user:default/ada"
            mono
          />
          <TextField
            label="Permission"
            value={asked.permission}
            onChange={(permission) => set({ permission })}
            suggestions={names}
            placeholder="catalog.entity.delete"
            mono
          />
          <TextField
            label="Entity"
            value={asked.entity}
            onChange={(entity) => set({ entity })}
            suggestions={entities}
            placeholder="component:default/payments-api"
            mono
          />
        </div>
        {!question && (
          <p className="cb-muted">
            A person and a permission are enough to see which rules speak; with an entity there is a verdict.
          </p>
        )}
        {question && explanation.isPending && <Skeleton width={420} />}
        {explanation.error && (
          <Failed
            title="This could not be explained"
            error={explanation.error}
            retry={() => void explanation.refetch()}
          />
        )}
        {question && explanation.data && !explanation.error && <Answer explanation={explanation.data} />}
      </div>
    </PolicyPage>
  )
}

/** Only what is whole is asked: a ref with its kind, a permission with its parts. */
function questionOf({ user, permission, entity }: { user: string; permission: string; entity: string }) {
  const isRef = (ref: string) => /^[^:\s]+:[^\s/]+(\/[^\s/]+)?$/.test(ref.trim())
  if (!isRef(user) || !/^[\w-]+(\.[\w-]+)+$/.test(permission.trim())) return undefined
  const question: WhyQuestion = { user: user.trim(), permission: permission.trim() }
  return isRef(entity) ? { ...question, resourceRef: entity.trim() } : question
}

const verdicts = { ALLOW: 'Yes', DENY: 'No', CONDITIONAL: 'It depends on the entity' }

function Answer({ explanation }: { explanation: Explanation }) {
  const { result, because, permission, roles, ownershipRefs, considered, resourceFound, resourceRef } =
    explanation
  const speaking = considered.filter(({ applies }) => applies)
  const silent = considered.length - speaking.length
  return (
    <div className={classes.panels}>
      <Panel title={verdicts[result]}>
        <p role="status">
          <Verdict result={result} /> {because}
        </p>
        {resourceFound === false && (
          <p className={classes.bad}>The catalog has no {resourceRef}: check its kind, namespace and name.</p>
        )}
        {explanation.conditions !== undefined && (
          <p>Left to hold: {criteriaWords(explanation.conditions as never)}.</p>
        )}
        <p className={classes.sub}>
          {permission.name}: {permission.description}
        </p>
      </Panel>
      <Panel title="Rules that speak of it" count={speaking.length}>
        {speaking.length === 0 ? (
          <p className="cb-muted">
            No rule of any of their roles speaks of this permission, so it is refused.
          </p>
        ) : (
          <ol className={classes.panels}>
            {speaking.map((one) => (
              <ConsideredRule key={`${one.role} ${one.rule} ${one.hasRoleBy}`} one={one} />
            ))}
          </ol>
        )}
        {silent > 0 && (
          <p className={classes.sub}>
            {silent} more {silent === 1 ? 'rule of their roles is' : 'rules of their roles are'} about other
            things.
          </p>
        )}
      </Panel>
      <Panel title="Who they are">
        <Facts
          facts={[
            [
              'Roles',
              roles.length > 0 ? roles.map(({ name, by }) => `${name} (by ${by})`).join(', ') : 'none',
            ],
            [
              'Counts as',
              <ul key="refs" className={classes.chips}>
                {ownershipRefs.map((ref) => (
                  <li key={ref}>
                    <EntityLink entityRef={ref} label={{ title: ref }} />
                  </li>
                ))}
              </ul>,
            ],
          ]}
        />
      </Panel>
    </div>
  )
}

function ConsideredRule({ one }: { one: Considered }) {
  const holds = one.holds === null ? '' : one.holds ? ' It does.' : ' It does not.'
  return (
    <li aria-current={one.decided || undefined}>
      <div className={classes.row}>
        <Verdict result={one.effect === 'allow' ? 'ALLOW' : 'DENY'} />
        <strong>
          {one.role}, rule {one.rule}
        </strong>
        {one.decided && <span className={classes.chip}>decides</span>}
        <span className={classes.sub}>
          {originText(one.origin)}; they have the role by {one.hasRoleBy}
        </span>
      </div>
      {one.description && <p dir="auto">{one.description}</p>}
      {one.conditions !== undefined && (
        <p className="cb-muted">
          Only where {criteriaWords(one.conditions as never)}.{holds}
        </p>
      )}
    </li>
  )
}
