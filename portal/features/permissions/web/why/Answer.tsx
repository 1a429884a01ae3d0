import type { Criteria } from '@callboard/sdk'
import { EntityLink, Facts, Panel, refLabel } from '@callboard/ui'
import type { Explanation } from '../../api.ts'
import { criteriaWords } from '../data/policy-words.ts'
import chips from '../parts/Chips.module.css'
import form from '../parts/form.module.css'
import { Holder } from '../parts/Holder.tsx'
import { RoleLink } from '../parts/RoleLink.tsx'
import classes from './Answer.module.css'
import { ConsideredRules } from './ConsideredRules.tsx'

/** The answer in a sentence, the rules it comes from, and what makes the person have them. */
export function Answer({ explanation }: { explanation: Explanation }) {
  const { result, because, resourceFound, resourceRef, conditions } = explanation
  const isMissing = resourceFound === false
  return (
    <div className={form.stack}>
      <section
        className={classes.answer}
        data-result={isMissing ? undefined : result}
        aria-labelledby="why-answer"
      >
        <h2 id="why-answer" className={classes.verdict}>
          {isMissing ? `The catalog has no ${resourceRef}` : sentence(explanation)}
        </h2>
        <p role="status">{isMissing ? missing : conditions === undefined ? because : where(conditions)}</p>
      </section>
      <ConsideredRules considered={explanation.considered} entity={isMissing ? null : resourceRef} />
      <Person explanation={explanation} />
    </div>
  )
}

const missing = 'Check its kind, namespace and name. These are the rules that would decide:'

function where(conditions: unknown): string {
  return `They may where ${criteriaWords(conditions as Criteria)}. Name an entity above for a plain yes or no.`
}

function sentence({ result, user, resourceRef }: Explanation): string {
  const who = refLabel(user)
  const what = resourceRef === null ? 'this' : `this to ${refLabel(resourceRef)}`
  if (result === 'ALLOW') return `Yes, ${who} may do ${what}`
  return result === 'DENY'
    ? `No, ${who} may not do ${what}`
    : `It depends: ${who} may do this to some entities`
}

/** What the policy knows of them: the roles, why they have them, and whom they count as when ownership is asked. */
function Person({ explanation: { user, roles, ownershipRefs } }: { explanation: Explanation }) {
  return (
    <Panel title={`Who ${refLabel(user)} is to the policy`}>
      <Facts
        facts={[
          [
            'Has the roles',
            roles.length === 0 ? (
              'none'
            ) : (
              <ul key="roles">
                {roles.map(({ name, by }) => (
                  <li key={`${name} ${by}`}>
                    <RoleLink name={name} /> <span className="cb-muted">through</span> <Holder of={by} />
                  </li>
                ))}
              </ul>
            ),
          ],
          [
            'Owns as',
            <ul key="refs" className={chips.chips}>
              {ownershipRefs.map((ref) => (
                <li key={ref} className={chips.chip}>
                  <EntityLink entityRef={ref} />
                </li>
              ))}
            </ul>,
          ],
        ]}
      />
    </Panel>
  )
}
