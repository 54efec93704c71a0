// biome-ignore-all format: one entry a line, as the compiler has it.
/** The interface of `ProposalTypes`, from the compiler. Written by `npm run contracts -- abi --write`. */
export const ProposalTypesAbi = [
  {"type":"constructor","inputs":[{"name":"authority","type":"address"}],"stateMutability":"nonpayable"},
  {"type":"function","name":"APPROVAL_BPS_MAX","inputs":[],"outputs":[{"name":"","type":"uint16"}],"stateMutability":"view"},
  {"type":"function","name":"APPROVAL_BPS_MIN","inputs":[],"outputs":[{"name":"","type":"uint16"}],"stateMutability":"view"},
  {"type":"function","name":"QUORUM_BPS_MAX","inputs":[],"outputs":[{"name":"","type":"uint16"}],"stateMutability":"view"},
  {"type":"function","name":"QUORUM_BPS_MIN","inputs":[],"outputs":[{"name":"","type":"uint16"}],"stateMutability":"view"},
  {"type":"function","name":"authority","inputs":[],"outputs":[{"name":"","type":"address"}],"stateMutability":"view"},
  {"type":"function","name":"classify","inputs":[{"name":"target","type":"address"},{"name":"selector","type":"bytes4"},{"name":"proposalType","type":"uint8"}],"outputs":[],"stateMutability":"nonpayable"},
  {"type":"function","name":"isConsumingScheduledOp","inputs":[],"outputs":[{"name":"","type":"bytes4"}],"stateMutability":"view"},
  {"type":"function","name":"judge","inputs":[{"name":"targets","type":"address[]"},{"name":"calldatas","type":"bytes[]"}],"outputs":[{"name":"strictest","type":"uint8"},{"name":"rules","type":"tuple","components":[{"name":"quorumBps","type":"uint16"},{"name":"approvalBps","type":"uint16"},{"name":"quadratic","type":"bool"}]}],"stateMutability":"view"},
  {"type":"function","name":"rulesOf","inputs":[{"name":"proposalType","type":"uint8"}],"outputs":[{"name":"","type":"tuple","components":[{"name":"quorumBps","type":"uint16"},{"name":"approvalBps","type":"uint16"},{"name":"quadratic","type":"bool"}]}],"stateMutability":"view"},
  {"type":"function","name":"setAuthority","inputs":[{"name":"newAuthority","type":"address"}],"outputs":[],"stateMutability":"nonpayable"},
  {"type":"function","name":"setRules","inputs":[{"name":"proposalType","type":"uint8"},{"name":"rules","type":"tuple","components":[{"name":"quorumBps","type":"uint16"},{"name":"approvalBps","type":"uint16"},{"name":"quadratic","type":"bool"}]}],"outputs":[],"stateMutability":"nonpayable"},
  {"type":"function","name":"typeOfCall","inputs":[{"name":"target","type":"address"},{"name":"selector","type":"bytes4"}],"outputs":[{"name":"","type":"uint8"}],"stateMutability":"view"},
  {"type":"event","name":"AuthorityUpdated","inputs":[{"name":"authority","type":"address","indexed":false}],"anonymous":false},
  {"type":"event","name":"CallClassified","inputs":[{"name":"target","type":"address","indexed":true},{"name":"selector","type":"bytes4","indexed":true},{"name":"proposalType","type":"uint8","indexed":false}],"anonymous":false},
  {"type":"event","name":"RulesSet","inputs":[{"name":"proposalType","type":"uint8","indexed":true},{"name":"quorumBps","type":"uint16","indexed":false},{"name":"approvalBps","type":"uint16","indexed":false},{"name":"quadratic","type":"bool","indexed":false}],"anonymous":false},
  {"type":"error","name":"AccessManagedInvalidAuthority","inputs":[{"name":"authority","type":"address"}]},
  {"type":"error","name":"AccessManagedRequiredDelay","inputs":[{"name":"caller","type":"address"},{"name":"delay","type":"uint32"}]},
  {"type":"error","name":"AccessManagedUnauthorized","inputs":[{"name":"caller","type":"address"}]},
  {"type":"error","name":"RulesOutOfBounds","inputs":[{"name":"quorumBps","type":"uint16"},{"name":"approvalBps","type":"uint16"}]},
] as const;
