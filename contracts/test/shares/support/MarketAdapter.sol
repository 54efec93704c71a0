// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {ITradeAdapter} from "../../../src/shares/adapters/ITradeAdapter.sol";
import {MockOracle} from "../../support/oracles/MockOracle.sol";
import {IZooToken} from "../../support/tokens/TokenZoo.sol";

/// @title A venue of endless depth that fills at the oracle's price, less or more what a test wants, or cheats
contract MarketAdapter is ITradeAdapter {
    using SafeERC20 for IERC20;

    MockOracle public immutable ORACLE;
    /// @notice What the venue takes, in basis points; below zero it gives.
    int256 public slippageBps;
    /// @notice How much of what is offered it takes.
    uint256 public takeBps = 10_000;
    /// @notice Asks for more than it was allowed.
    uint256 public extraAtoms;
    /// @notice Called in the middle of the swap, once.
    address public callTarget;
    bytes public callData;
    bool public callWorked;
    bytes public callResult;

    constructor(MockOracle oracle) {
        ORACLE = oracle;
    }

    function setSlippageBps(int256 slippageBps_) external {
        slippageBps = slippageBps_;
    }

    function setTakeBps(uint256 takeBps_) external {
        takeBps = takeBps_;
    }

    function setExtraAtoms(uint256 extraAtoms_) external {
        extraAtoms = extraAtoms_;
    }

    function setCall(address target, bytes calldata data) external {
        (callTarget, callData, callWorked) = (target, data, false);
    }

    function swap(address tokenIn, address tokenOut, uint256 amountIn, uint256, bytes calldata) external {
        uint256 taken = amountIn * takeBps / 10_000 + extraAtoms;
        IERC20(tokenIn).safeTransferFrom(msg.sender, address(this), taken);
        if (callTarget != address(0)) {
            address target = callTarget;
            callTarget = address(0);
            (callWorked, callResult) = target.call(callData);
        }
        uint256 usd = ORACLE.value(tokenIn, taken);
        uint256 fair = Math.mulDiv(usd, 10 ** IERC20Metadata(tokenOut).decimals(), ORACLE.price(tokenOut));
        IZooToken(tokenOut).mint(msg.sender, fair * uint256(10_000 - slippageBps) / 10_000);
    }
}
