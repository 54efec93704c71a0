// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20Bridgeable} from "@openzeppelin/contracts/token/ERC20/extensions/draft-ERC20Bridgeable.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";

/// @title Stands here for a token that is locked on its home chain. Only the bridge makes and destroys it (ERC-7802).
contract BridgedToken is ERC20, ERC20Permit, ERC20Bridgeable {
    address public immutable bridge;
    uint8 private immutable _decimals;

    error OnlyTheBridge(address caller);

    /// @param decimals_ those of the token at home: amounts cross unchanged
    constructor(address bridge_, string memory name_, string memory symbol_, uint8 decimals_)
        ERC20(name_, symbol_)
        ERC20Permit(name_)
    {
        bridge = bridge_;
        _decimals = decimals_;
    }

    function decimals() public view override returns (uint8) {
        return _decimals;
    }

    function _checkTokenBridge(address caller) internal view override {
        if (caller != bridge) revert OnlyTheBridge(caller);
    }
}
