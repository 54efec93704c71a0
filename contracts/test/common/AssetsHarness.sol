// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ERC6909} from "@openzeppelin/contracts/token/ERC6909/ERC6909.sol";
import {Assets} from "../../src/common/Assets.sol";

/// @title The library's functions, called from outside
contract AssetsHarness {
    function pull(address token, uint256 id, address from, uint256 amount) external {
        Assets.pull(token, id, from, amount);
    }

    function push(address token, uint256 id, address to, uint256 amount) external {
        Assets.push(token, id, to, amount);
    }

    function balance(address token, uint256 id) external view returns (uint256) {
        return Assets.balance(token, id);
    }
}

/// @title Shares by id, which say no or move too little when told to
contract MoodyShares is ERC6909 {
    bool public refuses;
    uint256 public short;

    function mint(address to, uint256 id, uint256 amount) external {
        _mint(to, id, amount);
    }

    function setMood(bool refuses_, uint256 short_) external {
        (refuses, short) = (refuses_, short_);
    }

    function transfer(address to, uint256 id, uint256 amount) public override returns (bool) {
        return refuses ? false : super.transfer(to, id, amount - short);
    }

    function transferFrom(address from, address to, uint256 id, uint256 amount) public override returns (bool) {
        return refuses ? false : super.transferFrom(from, to, id, amount - short);
    }
}
