/** Something about the versions of what instances run that people have to put right. */
export class VersionsError extends Error {}
