/**
 * Files inside template skeletons are not catalog files before rendering. Globs reach them all the same, so
 * their problems are warnings that say what to do.
 */
export const skeletonHint =
  'This looks like a template skeleton: it becomes a catalog file only when the template is run. Narrow the pattern of the location so that it leaves skeleton folders out.'

/** Whether a text holds expressions or blocks of a template language. */
export function looksLikeSkeleton(text: string): boolean {
  return text.includes('{{') || text.includes('{%')
}
