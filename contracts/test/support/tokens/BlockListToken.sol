// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ZooToken} from "./ZooToken.sol";

/// @title Refuses every transfer from or to a listed account, like USDC, and can be paused as a whole
contract BlockListToken is ZooToken {
    error Listed(address account);
    error Paused();

    mapping(address => bool) public isListed;
    bool public paused;

    constructor() ZooToken("BLOCK", 6) {}

    function setListed(address account, bool listed) external {
        isListed[account] = listed;
    }

    function setPaused(bool paused_) external {
        paused = paused_;
    }

    function _update(address from, address to, uint256 amount) internal override {
        if (paused) revert Paused();
        if (isListed[from]) revert Listed(from);
        if (isListed[to]) revert Listed(to);
        super._update(from, to, amount);
    }
}
