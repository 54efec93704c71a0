/** A build that decides otherwise than the one that wrote the journal cannot go on with it. */
export class OtherBuild extends Error {}
