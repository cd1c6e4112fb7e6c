export { readYaml } from './read.js';
export type { ReadYaml } from './read.js';
export { listed, located } from './located.js';
export type { LocatedIssue, YamlIssue } from './issue.js';
export { writeYaml } from './write.js';
