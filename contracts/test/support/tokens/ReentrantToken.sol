// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ZooToken} from "./ZooToken.sol";

/// @title Calls back in the middle of a transfer, once, with whatever it was armed with
/// @dev Swallows the callback's failure, so that the transfer goes on and the test looks at the damage; `lastCallbackWorked`
/// and `lastCallbackResult` tell what the callback got.
contract ReentrantToken is ZooToken {
    address public callbackTarget;
    bytes public callbackData;
    bool public armed;
    bool public lastCallbackWorked;
    bytes public lastCallbackResult;
    uint256 public callbackCount;

    constructor() ZooToken("REENTER", 18) {}

    function arm(address target, bytes calldata data) external {
        (callbackTarget, callbackData, armed) = (target, data, true);
    }

    function disarm() external {
        armed = false;
    }

    function _update(address from, address to, uint256 amount) internal override {
        super._update(from, to, amount);
        if (!armed || from == address(0)) return;
        armed = false;
        callbackCount += 1;
        (lastCallbackWorked, lastCallbackResult) = callbackTarget.call(callbackData);
    }
}
