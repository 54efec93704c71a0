// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ZooToken} from "./ZooToken.sol";

/// @title Answers false instead of reverting, and moves nothing while it refuses
contract FalseReturningToken is ZooToken {
    bool public refusing;

    constructor() ZooToken("FALSE", 18) {}

    function setRefusing(bool refusing_) external {
        refusing = refusing_;
    }

    function transfer(address to, uint256 amount) public override returns (bool) {
        if (refusing || balanceOf(msg.sender) < amount) return false;
        return super.transfer(to, amount);
    }

    function transferFrom(address from, address to, uint256 amount) public override returns (bool) {
        if (refusing || balanceOf(from) < amount || allowance(from, msg.sender) < amount) return false;
        return super.transferFrom(from, to, amount);
    }
}
