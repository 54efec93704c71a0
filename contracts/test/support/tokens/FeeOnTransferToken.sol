// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ZooToken} from "./ZooToken.sol";

/// @title Keeps a part of every transfer, so that less arrives than was sent
contract FeeOnTransferToken is ZooToken {
    uint256 public feeBps;

    constructor(uint256 feeBps_) ZooToken("FEE", 18) {
        feeBps = feeBps_;
    }

    /// @notice A token may be honest when listed and start taking later.
    function setFeeBps(uint256 feeBps_) external {
        feeBps = feeBps_;
    }

    function _update(address from, address to, uint256 amount) internal override {
        bool isTransfer = from != address(0) && to != address(0);
        uint256 fee = isTransfer ? (amount * feeBps) / 10_000 : 0;
        if (fee > 0) super._update(from, address(0), fee);
        super._update(from, to, amount - fee);
    }
}
