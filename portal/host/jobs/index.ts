export { createJobs, type HostJobs, type JobsDeps } from './create-jobs.ts'
export { jobsMigrations } from './migrations.ts'
