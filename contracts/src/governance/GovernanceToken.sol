// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";

/// @title The platform's token. Its supply is fixed: all of it is made at the start, nobody can make more.
/// @dev It carries no votes. Votes come from stake (see StakedVotes), so that borrowed tokens never vote.
contract GovernanceToken is ERC20, ERC20Permit {
    /// @param holder who receives the whole supply, usually the timelock
    /// @param supply in units of 1e-18 tokens
    constructor(address holder, uint256 supply) ERC20("Quantum Chain AI", "QCAI") ERC20Permit("Quantum Chain AI") {
        _mint(holder, supply);
    }
}
