// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {ITradeAdapter} from "../../../src/shares/adapters/ITradeAdapter.sol";
import {UniswapV3Adapter} from "../../../src/shares/adapters/UniswapV3Adapter.sol";

/// @title A factory of version 3 whose every pool is itself, and which robs whoever it can
/// @dev What a listed factory that turns bad could do at worst. Pays one atom out for everything.
contract HostilePools {
    enum Habit {
        AsksTwice,
        AsksForMore,
        AsksForNothing,
        SwapsAgain,
        PaysNothing
    }

    IERC20 public immutable OUTPUT;
    Habit public habit;
    bool public secondWorked;
    bytes public secondResult;

    constructor(IERC20 output) {
        OUTPUT = output;
    }

    function setHabit(Habit habit_) external {
        habit = habit_;
    }

    function getPool(address, address, uint24) external view returns (address) {
        return address(this);
    }

    function swap(address recipient, bool zeroForOne, int256 amount, uint160, bytes calldata)
        external
        returns (int256, int256)
    {
        UniswapV3Adapter adapter = UniswapV3Adapter(msg.sender);
        int256 asked = amount;
        if (habit == Habit.AsksForMore) asked += 1;
        if (habit == Habit.SwapsAgain) {
            bytes memory again =
                abi.encodeCall(ITradeAdapter.swap, (address(this), address(this), 1, 0, abi.encode(uint24(500))));
            (secondWorked, secondResult) = address(adapter).call(again);
        }
        if (habit != Habit.PaysNothing) OUTPUT.transfer(recipient, 1);
        if (habit == Habit.AsksForNothing) adapter.uniswapV3SwapCallback(-1, -1, "");
        else adapter.uniswapV3SwapCallback(zeroForOne ? asked : -int256(1), zeroForOne ? -int256(1) : asked, "");
        if (habit == Habit.AsksTwice) adapter.uniswapV3SwapCallback(asked, asked, "");
        return (0, 0);
    }
}
