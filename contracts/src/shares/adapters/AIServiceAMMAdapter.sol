// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Asset, Assets} from "../../common/Assets.sol";
import {AIServiceAMM} from "../../exchange/AIServiceAMM.sol";
import {MeasuredAdapter} from "./MeasuredAdapter.sol";

/// @title The way to our own pools, of two ERC-20 tokens
/// @notice `data` is the pool's fee and the bound of its surcharge, two words, in basis points.
/// @dev The market takes its input from who calls it, so input stops here on its way: exactly what is then allowed and taken.
contract AIServiceAMMAdapter is MeasuredAdapter {
    using SafeERC20 for IERC20;

    AIServiceAMM public immutable AMM;

    constructor(AIServiceAMM amm) {
        AMM = amm;
    }

    function _swap(address tokenIn, address tokenOut, uint256 amountIn, bytes calldata data) internal override {
        (uint16 feeBps, uint16 surchargeBpsMax) = abi.decode(data, (uint16, uint16));
        bool zeroForOne = tokenIn < tokenOut;
        (address token0, address token1) = zeroForOne ? (tokenIn, tokenOut) : (tokenOut, tokenIn);
        Assets.pull(tokenIn, 0, msg.sender, amountIn);
        IERC20(tokenIn).forceApprove(address(AMM), amountIn);
        // The minimum is held where the output is measured.
        AMM.swap(
            AIServiceAMM.SwapOrder({
                key: AIServiceAMM.PoolKey(Asset(token0, 0), Asset(token1, 0), feeBps, surchargeBpsMax),
                zeroForOne: zeroForOne,
                amount: amountIn,
                limit: 0,
                recipient: msg.sender,
                deadline: block.timestamp
            })
        );
    }
}
