export { LiteNode, type LiteNodeOptions } from './local/LiteNode.ts';
