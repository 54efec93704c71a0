// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Vm} from "../test/support/Vm.sol";

interface IStakingRewards {
    function stake(uint256 amount) external;
    function withdraw(uint256 amount) external;
    function getReward() external;
    function exit() external;
    function notifyRewardAmount(uint256 reward) external;
    function earned(address account) external view returns (uint256);
    function setRewardsDuration(uint256 rewardsDuration) external;
}

/// @title Synthetix StakingRewards as it was deployed on mainnet, from the record of deployments that npm carries
library Synthetix {
    Vm private constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));
    string private constant RECORD = "../node_modules/synthetix/publish/deployed/mainnet/deployment.json";

    function deployStakingRewards(address owner, address distributor, address reward, address staked)
        internal
        returns (IStakingRewards)
    {
        bytes memory creation =
            vm.parseBytes(string.concat("0x", vm.parseJsonString(vm.readFile(RECORD), ".sources.StakingRewards.bytecode")));
        creation = abi.encodePacked(creation, abi.encode(owner, distributor, reward, staked));
        address deployed;
        assembly ("memory-safe") {
            deployed := create(0, add(creation, 32), mload(creation))
        }
        require(deployed != address(0), "the staking contract did not deploy");
        return IStakingRewards(deployed);
    }
}
