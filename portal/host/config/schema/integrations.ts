import {
  any,
  boolean,
  either,
  frontend,
  type Key,
  list,
  map,
  number,
  object,
  removed,
  scalar,
  secret,
  string,
} from './key.ts'

const url = frontend(string)
const host = frontend(string)

function hosts(keys: Record<string, Key>): Key {
  return list(object({ host, commitSigningKey: secret, ...keys }))
}

/** Not a list in older files, where the service has one host only. */
function oneOrMany(keys: Record<string, Key>): Key {
  const one = object({ host, commitSigningKey: secret, ...keys })
  return either(list(one), one)
}

const azureCredential = object({
  organizations: list(string),
  personalAccessToken: secret,
  clientId: string,
  clientSecret: secret,
  tenantId: string,
  managedIdentityClientId: string,
})

const awsAccount = {
  accountId: scalar,
  accessKeyId: secret,
  secretAccessKey: secret,
  region: string,
  profile: string,
  roleName: string,
  externalId: string,
  partition: string,
  webIdentityTokenFile: string,
}

export const integrations = map(any, {
  github: hosts({
    token: secret,
    apiBaseUrl: url,
    rawBaseUrl: url,
    apps: list(
      object({
        appId: scalar,
        clientId: scalar,
        clientSecret: secret,
        privateKey: secret,
        webhookSecret: secret,
        webhookUrl: string,
        allowedInstallationOwners: list(string),
        publicAccess: boolean,
      }),
    ),
  }),
  gitlab: hosts({
    token: secret,
    apiBaseUrl: url,
    baseUrl: url,
    maxRetries: number,
    retry: object({ maxRetries: number, retryStatusCodes: list(number), maxApiRequestsPerMinute: number }),
  }),
  bitbucketCloud: oneOrMany({
    username: string,
    appPassword: secret,
    token: secret,
    clientId: string,
    clientSecret: secret,
    apiBaseUrl: url,
  }),
  bitbucketServer: hosts({ token: secret, username: string, password: secret, apiBaseUrl: url }),
  bitbucket: {
    ...hosts({ token: secret, username: string, appPassword: secret, password: secret, apiBaseUrl: url }),
    deprecated: "It was split; use 'integrations.bitbucketCloud' or 'integrations.bitbucketServer'",
  },
  azure: hosts({
    credentials: list(azureCredential),
    token: { ...secret, deprecated: "Use 'credentials: [{ personalAccessToken: … }]'" },
    credential: { ...azureCredential, deprecated: "Use the list 'credentials'" },
  }),
  gerrit: hosts({
    baseUrl: url,
    gitilesBaseUrl: url,
    cloneUrl: url,
    username: string,
    password: secret,
    disableEditUrl: boolean,
  }),
  gitea: hosts({ baseUrl: url, username: string, password: secret }),
  awsS3: hosts({
    endpoint: url,
    s3ForcePathStyle: boolean,
    accessKeyId: secret,
    secretAccessKey: secret,
    roleArn: string,
    externalId: string,
    region: string,
  }),
  awsCodeCommit: hosts({
    accessKeyId: secret,
    secretAccessKey: secret,
    region: string,
    roleArn: string,
    externalId: string,
  }),
  googleGcs: oneOrMany({ clientEmail: string, privateKey: secret, projectId: string }),
  azureBlobStorage: hosts({
    accountName: string,
    accountKey: secret,
    sasToken: secret,
    connectionString: secret,
    endpoint: url,
    endpointSuffix: string,
    aadCredential: map(any, { clientSecret: secret }),
  }),
  harness: hosts({ apiKey: secret, token: secret }),
})

export const aws = object({
  mainAccount: object(awsAccount),
  accountDefaults: object(awsAccount),
  accounts: list(object(awsAccount)),
})

export const oldReaders: Key = {
  ...removed("Reader settings moved: use 'integrations.<type>' with host and token"),
  isFatal: true,
}
