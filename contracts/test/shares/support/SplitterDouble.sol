// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IFeeSplitter} from "../../../src/shares/ShareVault.sol";

/// @title Takes fees as the splitter does and remembers for which split
contract SplitterDouble is IFeeSplitter {
    IERC20 public immutable TOKEN;
    mapping(uint256 splitId => uint256) public received;

    constructor(IERC20 token) {
        TOKEN = token;
    }

    function distribute(uint256 splitId, uint256 amount) external {
        received[splitId] += amount;
        require(TOKEN.transferFrom(msg.sender, address(this), amount), "refused");
    }
}
